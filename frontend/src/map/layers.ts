/** What MapLibre holds of the places: groups of near ones, room for their marks, and their names. */

import { TYPES, type ActorType } from '../shared/actors';
import type { ExpressionSpecification, FilterSpecification, GeoJSONSourceSpecification, SymbolLayerSpecification } from 'maplibre-gl';
import type { Colours } from './basemap';
import type { Place } from './places';

const CLUSTER_PX = 44;
const CLUSTER_TO_ZOOM = 10;
const TEXT_PX = 13;
const RANK = 100_000; // more than there are places: a rank is count * RANK + index

/** Return the property that counts a type. MapLibre keeps the bare word `cluster` for itself. */
export const countOf = (type: ActorType) => `count_${type}`;

const total: ExpressionSpecification = ['+', ...TYPES.map((type): ExpressionSpecification => ['get', countOf(type)])] as unknown as ExpressionSpecification;
/** As radiusOf() in places.ts, and the room around the mark. */
const reach_px: ExpressionSpecification = ['+', 3, ['min', 30, ['+', 9, ['*', 2.1, ['sqrt', total]]]]];

/** Return the source of the places, near ones grouped; a group keeps the counts and the rank of its biggest place. */
export function placesSource(places: readonly Place[]): GeoJSONSourceSpecification {
  return {
    type: 'geojson',
    cluster: true,
    clusterRadius: CLUSTER_PX,
    clusterMaxZoom: CLUSTER_TO_ZOOM,
    clusterProperties: { ...Object.fromEntries(TYPES.map((type) => [countOf(type), ['+', ['get', countOf(type)]]])), rank: ['max', ['get', 'rank']] },
    data: {
      type: 'FeatureCollection',
      features: places.map((place, at) => ({
        type: 'Feature',
        properties: { id: place.id, rank: Math.min(place.organisations.length, 10_000) * RANK + at, ...Object.fromEntries(TYPES.map((type) => [countOf(type), place.counts[type]])) },
        geometry: { type: 'Point', coordinates: place.at },
      })),
    },
  };
}

/** Return the layer that names the places and keeps other names off their marks; no names where `fonts` is null. */
export function placesLayer(places: readonly Place[], colour: Colours, fonts: string[] | null): SymbolLayerSpecification {
  const names = places.map((place) => place.town);
  const name: ExpressionSpecification = ['to-string', ['at', ['%', ['get', 'rank'], RANK], ['literal', names]]];
  return {
    id: 'places',
    type: 'symbol',
    source: 'places',
    layout: {
      'icon-image': 'blank', // nothing to see: the mark itself is a button above the map
      'icon-size': ['/', reach_px, 30],
      'icon-allow-overlap': true,
      'symbol-sort-key': ['-', 0, total],
      ...(fonts && {
        'text-field': name,
        'text-font': fonts,
        'text-size': TEXT_PX,
        'text-optional': true,
        'text-variable-anchor': ['top', 'right', 'left', 'bottom'],
        'text-radial-offset': ['/', reach_px, TEXT_PX],
      }),
    },
    paint: fonts ? { 'text-color': colour('ink'), 'text-halo-color': colour('surface'), 'text-halo-width': 1.6 } : {},
  } as SymbolLayerSpecification;
}

/** Return the filter of the basemap's towns: those the atlas has a place in are named by their mark. */
export const unmarkedTowns = (places: readonly Place[]): FilterSpecification =>
  ['all', ['>=', ['zoom'], ['get', 'from_zoom']], ['!', ['in', ['get', 'name'], ['literal', [...new Set(places.map((place) => place.town))]]]]] as FilterSpecification;

/** The basemap as MapLibre draws it, from our own file, in the colours of the page. Nothing comes from elsewhere. */

import type { Feature, FeatureCollection, MultiLineString, MultiPolygon } from 'geojson';
import type { StyleSpecification } from 'maplibre-gl';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';

export interface Basemap {
  world: Topology;
  france: Topology<{ departments: GeometryCollection; region: GeometryCollection; department_borders: GeometryCollection; national_border: GeometryCollection }>;
  towns: { name: string; fr?: string; at: [number, number]; from_zoom: number; region?: boolean }[];
  credits: { name: string; short?: string; licence: string; address: string }[];
}

/** The colours of the page, read from its custom properties. */
export type Colours = (name: string) => string;

export const coloursOf = (place: Element): Colours => {
  const style = getComputedStyle(place);
  return (name) => style.getPropertyValue(`--${name}`).trim() || '#888888';
};

/** Return the font families of the page; without a glyph server MapLibre draws letters with the page's own fonts. */
export const fontsOf = (place: Element): string[] => getComputedStyle(place).fontFamily.split(',').map((family) => family.trim());

const part = (topology: Topology, name: string) => feature(topology, topology.objects[name]!) as unknown as Feature<MultiPolygon | MultiLineString>;

/** Return the box of the region, as [west, south, east, north]. */
export function regionBounds(basemap: Basemap): [number, number, number, number] {
  const points = (part(basemap.france, 'region').geometry as MultiPolygon).coordinates.flat(2);
  const [longitudes, latitudes] = [points.map((point) => point[0]!), points.map((point) => point[1]!)];
  return [Math.min(...longitudes), Math.min(...latitudes), Math.max(...longitudes), Math.max(...latitudes)];
}

/** Return the style of the map; towns are named in `language`. */
export function basemapStyle(basemap: Basemap, colour: Colours, fonts: string[], language: string): StyleSpecification {
  const towns: FeatureCollection = {
    type: 'FeatureCollection',
    features: basemap.towns.map((town) => ({
      type: 'Feature',
      properties: { name: (language.startsWith('fr') && town.fr) || town.name, from_zoom: town.from_zoom, weight: town.region ? 0 : 1 },
      geometry: { type: 'Point', coordinates: town.at },
    })),
  };
  const source = (topology: Topology, name: string) => ({ type: 'geojson', data: part(topology, name), tolerance: 0.2 }) as const;
  const dark = getComputedStyle(document.documentElement).colorScheme.includes('dark');
  const sea = dark ? colour('sunken') : '#e4ebee';
  const land = dark ? colour('surface') : colour('sunken');
  const region = dark ? '#263142' : colour('surface');
  return {
    version: 8,
    sources: {
      land: source(basemap.world, 'land'),
      borders: source(basemap.world, 'borders'),
      region: source(basemap.france, 'region'),
      department_borders: source(basemap.france, 'department_borders'),
      national_border: source(basemap.france, 'national_border'),
      towns: { type: 'geojson', data: towns },
    },
    layers: [
      { id: 'sea', type: 'background', paint: { 'background-color': sea } },
      { id: 'land', type: 'fill', source: 'land', paint: { 'fill-color': land } },
      { id: 'region', type: 'fill', source: 'region', paint: { 'fill-color': region } },
      { id: 'departments', type: 'line', source: 'department_borders', minzoom: 4.5, paint: { 'line-color': colour('line-strong'), 'line-opacity': 0.5, 'line-width': ['interpolate', ['linear'], ['zoom'], 5, 0.4, 9, 1] } },
      { id: 'borders', type: 'line', source: 'borders', paint: { 'line-color': colour('line-strong'), 'line-width': 0.7, 'line-opacity': 0.7 } },
      { id: 'national', type: 'line', source: 'national_border', paint: { 'line-color': colour('line-strong'), 'line-width': 0.9 } },
      { id: 'region-edge', type: 'line', source: 'region', layout: { 'line-join': 'round' }, paint: { 'line-color': colour('accent'), 'line-width': ['interpolate', ['linear'], ['zoom'], 3, 0.8, 9, 1.8], 'line-opacity': 0.75 } },
      {
        id: 'towns',
        type: 'symbol',
        source: 'towns',
        filter: ['>=', ['zoom'], ['get', 'from_zoom']],
        layout: {
          'text-field': ['get', 'name'],
          'text-font': fonts,
          'text-size': 12.5,
          'symbol-sort-key': ['get', 'from_zoom'],
          'text-variable-anchor': ['top', 'bottom', 'left', 'right'],
          'text-radial-offset': 0.9,
        },
        paint: { 'text-color': colour('ink-soft'), 'text-halo-color': land, 'text-halo-width': 1.4 },
      },
    ],
  };
}

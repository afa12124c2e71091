import type { FeatureCollection, Point } from 'geojson';
import { expect, test } from 'vitest';
import { arcsOf, boundsOf, noCounts, openingBounds, placesOf, radiusOf, type Organisation } from '../src/map/places';

const BESANCON: [number, number] = [6.01815, 47.24878];
const DIJON: [number, number] = [5.01391, 47.31344];
const MADISON: [number, number] = [-89.4, 43.07];
const REGION: [number, number, number, number] = [2.84, 46.15, 7.15, 48.4];

function collection(...given: [name: string, at: [number, number], more?: Partial<Organisation>][]): FeatureCollection<Point, Organisation> {
  return {
    type: 'FeatureCollection',
    features: given.map(([name, at, more]) => ({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: at },
      properties: { key: `organisation:${name}`, url: `/en/organisations/${name}/`, name, type: 'company', type_label: 'Company', town: 'Town', precision: 'city', current: true, ...more },
    })),
  };
}

test('organisations of one town make one place with all of them, by name', () => {
  const places = placesOf(collection(['Zeta', BESANCON], ['École', BESANCON, { type: 'university' }], ['Advesya', BESANCON], ['Diaclone', DIJON]), 'fr');
  expect(places.map((place) => place.organisations.map(({ name }) => name))).toEqual([['Advesya', 'École', 'Zeta'], ['Diaclone']]);
  expect(places[0]!.counts).toEqual({ ...noCounts(), company: 2, university: 1 });
});

test('no organisation is lost or counted twice', () => {
  const given = collection(['A', BESANCON], ['B', DIJON], ['C', BESANCON, { type: 'unheard-of' }], ['D', MADISON]);
  const places = placesOf(given, 'en');
  expect(places.flatMap((place) => place.organisations)).toHaveLength(given.features.length);
  expect(places.flatMap((place) => Object.values(place.counts)).reduce((a, b) => a + b)).toBe(given.features.length);
});

test('a place is known to the town only unless one site in it is known', () => {
  expect(placesOf(collection(['A', BESANCON], ['B', BESANCON]), 'en')[0]!.town_only).toBe(true);
  expect(placesOf(collection(['A', BESANCON], ['B', BESANCON, { precision: 'site' }]), 'en')[0]!.town_only).toBe(false);
});

test('a partner far away does not shrink the region to a dot', () => {
  const places = placesOf(collection(['A', BESANCON], ['B', DIJON], ['C', MADISON]), 'en');
  expect(openingBounds(places, REGION)).toEqual(REGION);
});

test('the map opens on what was found when that is elsewhere, and on the region when nothing was', () => {
  expect(openingBounds(placesOf(collection(['C', MADISON]), 'en'), REGION)).toEqual([...MADISON, ...MADISON]);
  expect(openingBounds([], REGION)).toEqual(REGION);
  expect(boundsOf([])).toBeNull();
});

test('the arcs of a mark follow each other and close the turn', () => {
  const arcs = arcsOf({ ...noCounts(), laboratory: 1, company: 2, funder: 1 });
  expect(arcs).toEqual([{ type: 'laboratory', from: 0, to: 0.25 }, { type: 'company', from: 0.25, to: 0.75 }, { type: 'funder', from: 0.75, to: 1 }]);
});

test('a mark grows with its count, up to a limit', () => {
  expect(radiusOf(1)).toBeCloseTo(11.1);
  expect(radiusOf(25)).toBeCloseTo(19.5);
  expect(radiusOf(50_000)).toBe(30);
});

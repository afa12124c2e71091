import { expect, test } from 'vitest';
import { flattened, moved, type Answer } from '../src/suggest/choices';

const ANSWER: Answer = {
  query: 'femto',
  groups: [
    { kind: 'organisation', label: 'Organisations', results: [{ title: [['FEMTO', true], ['-ST', false]], url: '/en/organisations/femto-st/' }] },
    { kind: 'platform', label: 'Platforms', results: [{ title: [['MIMENTO', false]], subtitle: 'Besançon', reason: 'of FEMTO-ST', url: '/en/platforms/mimento/' }] },
  ],
};

test('choices follow the reading order and end with the whole search', () => {
  expect(flattened(ANSWER, '/en/search/?q=femto').map((choice) => choice.url)).toEqual(['/en/organisations/femto-st/', '/en/platforms/mimento/', '/en/search/?q=femto']);
});

test('a correction comes first, and without results the whole search is not offered', () => {
  const choices = flattened({ query: 'celules', groups: [], did_you_mean: { text: 'cellules', url: '/fr/search/?q=cellules' } }, '/fr/search/?q=celules');
  expect(choices).toEqual([{ type: 'correction', text: 'cellules', url: '/fr/search/?q=cellules' }]);
});

test('the arrows go round through the text box', () => {
  const down = [-1, 0, 1, 2].map((at) => moved(at, 3, 'ArrowDown'));
  const up = [-1, 0, 1, 2].map((at) => moved(at, 3, 'ArrowUp'));
  expect(down).toEqual([0, 1, 2, -1]);
  expect(up).toEqual([2, -1, 0, 1]);
});

test('other keys keep their meaning in the text box', () => {
  expect(['Home', 'End', 'a', 'Tab'].map((key) => moved(1, 3, key))).toEqual([null, null, null, null]);
  expect(moved(-1, 0, 'ArrowDown')).toBeNull();
});

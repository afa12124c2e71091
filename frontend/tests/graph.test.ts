import { expect, test } from 'vitest';
import { around, hueOf, sizesOf, stepsOf, tiesOf, type NetworkData, type NodeData } from '../src/network/graph';

const node = (key: string, kind = 'organisation', size = 1): NodeData => ({ key, label: key.toUpperCase(), kind, type: 'company-sme', x: 0, y: 0, size, community: 0 });
const DATA: NetworkData = {
  nodes: [node('cellquest'), node('bioimp', 'project'), node('femto'), node('far')],
  edges: [
    { source: 'cellquest', target: 'bioimp', type: 'partner', label: 'takes part in', label_back: 'has as partner' },
    { source: 'femto', target: 'bioimp', type: 'partner', label: 'takes part in', label_back: 'has as partner' },
    { source: 'femto', target: 'gone', type: 'partner', label: 'takes part in' },
  ],
  truncated: false,
  total: 4,
};

test('a relation is told in the words of the side one stands on', () => {
  const ties = tiesOf(DATA, 'en');
  expect(ties.get('cellquest')!.map((tie) => [tie.words, tie.node.key])).toEqual([['takes part in', 'bioimp']]);
  expect(ties.get('bioimp')!.map((tie) => [tie.words, tie.node.key])).toEqual([['has as partner', 'cellquest'], ['has as partner', 'femto']]);
});

test('a relation to what is not shown is left out', () => {
  expect(tiesOf(DATA, 'en').get('femto')).toHaveLength(1);
});

test('surroundings grow by one tie a step', () => {
  const ties = tiesOf(DATA, 'en');
  expect([...around('cellquest', ties, 1)]).toEqual(['cellquest', 'bioimp']);
  expect([...around('cellquest', ties, 2)]).toEqual(['cellquest', 'bioimp', 'femto']);
  expect([...around('far', ties, 2)]).toEqual(['far']);
});

test('a path is lit in both directions of each step', () => {
  expect(stepsOf(['a', 'b', 'c'])).toEqual(new Set(['a b', 'b a', 'b c', 'c b']));
  expect(stepsOf([]).size).toBe(0);
});

test('colours come from the sort of actor, or from the kind', () => {
  expect(hueOf(node('x'))).toBe('type-company');
  expect(hueOf({ ...node('x'), type: 'research-institute' })).toBe('type-laboratory');
  expect(hueOf(node('x', 'project'))).toBe('kind-project');
});

test('sizes keep the order the server gave, within bounds', () => {
  expect([...sizesOf([node('a', 'project', 2), node('b', 'project', 6), node('c', 'project', 4)], 4, 12).values()]).toEqual([4, 12, 8]);
  expect([...sizesOf([node('a')], 4, 12).values()]).toEqual([4]);
});

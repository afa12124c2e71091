import { expect, test } from 'vitest';
import type { Stacked } from '../../src/charts/figure';
import { stacked } from '../../src/charts/kinds/stacked';
import { COMMON, PLACE } from './sample';

const SHARES: Stacked = { ...COMMON, kind: 'stacked', rows: ['A', 'B'], parts: [{ name: 'seen', values: [0.4, 1] }, { name: 'assumed', values: [0.6, 0], tone: 'amber' }], axis: { label: 'Share', share: true, most: 1 } };
const COSTS: Stacked = { ...SHARES, parts: [{ name: 'vector', values: [400, 10] }, { name: 'labour', values: [600, 5] }], axis: { label: 'Cost' } };

interface Drawn {
  tooltip: { formatter: (at: { seriesName: string; name: string; value: number }) => string };
  series: { name: string; itemStyle: { color: string; decal?: object }; label?: { formatter: (at: { dataIndex: number }) => string } }[];
}

const drawn = (figure: Stacked) => stacked(figure, PLACE) as unknown as Drawn;

test('a part takes the tone it names, else a hue of its own', () => {
  expect(drawn(SHARES).series.map((part) => part.itemStyle.color)).toEqual([PLACE.palette.hues[0], PLACE.palette.amber]);
});

test('parts are told apart by texture too', () => {
  expect(drawn(SHARES).series.map((part) => part.itemStyle.decal === undefined)).toEqual([true, false]);
});

test('the last part says the total of its bar, where the parts are no shares of one', () => {
  const [first, last] = drawn(COSTS).series;
  expect(first!.label).toBeUndefined();
  expect([0, 1].map((dataIndex) => last!.label!.formatter({ dataIndex }))).toEqual(['1,000', '15']);
  expect(drawn(SHARES).series.every((part) => part.label === undefined)).toBe(true);
});

test('what is pointed at says row, part and value, a share in per cent', () => {
  expect(drawn(SHARES).tooltip.formatter({ name: 'A', seriesName: 'seen', value: 0.4 })).toBe('A\nseen: 40\u00a0%');
});

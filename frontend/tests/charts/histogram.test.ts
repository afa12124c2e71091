import { expect, test } from 'vitest';
import type { Histogram } from '../../src/charts/figure';
import { histogram } from '../../src/charts/kinds/histogram';
import type { Api } from '../../src/charts/parts';
import { COMMON, PLACE, rowOf } from './sample';

const FIGURE: Histogram = { ...COMMON, kind: 'histogram', start: 2, width: 0.5, counts: [1, 4, 2], x: { label: 'Time', unit: 'days' }, y: { label: 'patients' }, marks: [{ x: 2.75, name: 'half' }] };

interface Drawn {
  xAxis: { min: number; max: number; name: string };
  tooltip: { formatter: (at: { value: number[] }) => string };
  series: [{ data: number[][]; renderItem: (_: unknown, api: Api) => { shape: object }; markLine: { data: object[] } }];
}

const drawn = histogram(FIGURE, PLACE) as unknown as Drawn;

test('the bars of a histogram stand side by side from its start', () => {
  expect(drawn.series[0].data).toEqual([[2, 2.5, 1], [2.5, 3, 4], [3, 3.5, 2]]);
  expect(drawn.xAxis).toMatchObject({ min: 2, max: 3.5, name: 'Time (days)' });
});

test('a bar stands on the axis, a pixel from its neighbour', () => {
  expect(drawn.series[0].renderItem(undefined, rowOf([2, 3, 4])).shape).toEqual({ x: 20.5, y: 80, width: 9, height: -80 });
});

test('what is pointed at says the stretch and how many are in it', () => {
  expect(drawn.tooltip.formatter({ value: [2.5, 3, 4] })).toBe('2.5 – 3 days\n4 patients');
});

test('marks stand where they are named', () => {
  expect(drawn.series[0].markLine.data).toEqual([{ xAxis: 2.75, name: 'half' }]);
});

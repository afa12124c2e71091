import { expect, test } from 'vitest';
import type { Levels } from '../../src/charts/figure';
import { levels } from '../../src/charts/kinds/levels';
import { COMMON, PLACE } from './sample';

const FIGURE: Levels = {
  ...COMMON,
  kind: 'levels',
  step: 0.5,
  series: [{ name: 'room', mean: [0, 1, 0.5], most: [0, 1, 1], units: 2 }, { name: 'queue', mean: [0.2, 3, 0], most: [1, 4, 0], units: null }],
  x: { label: 'Days', unit: 'days' },
  y: { label: 'units' },
};

interface Drawn {
  grid: { top: number }[];
  xAxis: { max: number; name: string; axisLabel: { show?: boolean } }[];
  yAxis: { max: number }[];
  tooltip: { formatter: (at: { axisValue: number; seriesIndex: number; dataIndex: number }[]) => string };
  series: { data: number[][]; yAxisIndex: number; markLine?: { data: object[] } }[];
}

const drawn = levels(FIGURE, PLACE) as unknown as Drawn;

test('each level has a ground of its own under the one before, and the last one alone names the time', () => {
  expect(drawn.grid.map((grid) => grid.top)).toEqual([10, 84]);
  expect(drawn.xAxis.map((axis) => axis.name)).toEqual(['', 'Days (days)']);
  expect(drawn.xAxis.map((axis) => axis.max)).toEqual([1.5, 1.5]);
});

test('a scale reaches up to the units there are, or to the most there was', () => {
  expect(drawn.yAxis.map((axis) => axis.max)).toEqual([2, 4]);
});

test('a line holds its last value until the end, and the units are a line across where they are known', () => {
  expect(drawn.series[0]!.data).toEqual([[0, 0], [0.5, 1], [1, 0.5], [1.5, 0.5]]);
  expect(drawn.series.map((line) => line.markLine?.data)).toEqual([undefined, [{ yAxis: 2 }], undefined, undefined]);
});

test('what is pointed at says the moment and the mean of each level once', () => {
  const at = [0, 1, 2, 3].map((seriesIndex) => ({ axisValue: 0.5, seriesIndex, dataIndex: 1 }));
  expect(drawn.tooltip.formatter(at)).toBe('0.5 days\nroom: 1\nqueue: 3');
});

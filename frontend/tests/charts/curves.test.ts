import { expect, test } from 'vitest';
import type { Curves } from '../../src/charts/figure';
import { curves } from '../../src/charts/kinds/curves';
import type { Api } from '../../src/charts/parts';
import { COMMON, PLACE, rowOf } from './sample';

const ONE: Curves = { ...COMMON, kind: 'curves', series: [{ name: 'A', x: [1, 10], y: [90, 50], low: [80, 40], high: [100, 60] }], x: { label: 'Doses', unit: 'doses' }, y: { label: 'Cost' }, marks: [{ x: 10, name: 'demand' }] };
const TWO: Curves = { ...ONE, series: [...ONE.series, { name: 'B', x: [2, 20], y: [70, 12] }] };

interface Series { name?: string; type: string; data: number[][]; lineStyle?: { type: unknown }; markLine?: { data: { xAxis: number; name: string }[] }; renderItem?: (_: unknown, api: Api) => { shape: { points: number[][] } } }
interface Drawn {
  legend?: { data: string[] };
  xAxis: { min: number; max: number };
  yAxis: { type: string; min: number; max: number };
  tooltip: { formatter: (at: object[]) => string };
  series: Series[];
}

const drawn = (figure: Curves) => curves(figure, PLACE) as unknown as Drawn;

test('the axes hold all lines and bands, from nothing to a round number', () => {
  expect(drawn(TWO).xAxis).toMatchObject({ min: 1, max: 20 });
  expect(drawn(TWO).yAxis).toMatchObject({ type: 'value', min: 0, max: 100 });
});

test('a logarithmic axis begins at a round number below the lowest band', () => {
  expect(drawn({ ...ONE, y: { label: 'Cost', log: true } }).yAxis).toMatchObject({ type: 'log', min: 20 });
});

test('a band goes along its upper line and back along its lower one', () => {
  const band = drawn(ONE).series.find((series) => series.type === 'custom')!;
  expect(band.renderItem!(undefined, rowOf([])).shape.points).toEqual([[10, 2000], [100, 1200], [100, 800], [10, 1600]]);
});

test('a single line needs no legend; several are told apart by their dashes', () => {
  expect(drawn(ONE).legend).toBeUndefined();
  const lines = drawn(TWO).series.filter((series) => series.type === 'line');
  expect(drawn(TWO).legend!.data).toEqual(['A', 'B']);
  expect(lines.map((line) => line.lineStyle!.type)).toEqual(['solid', 'dashed']);
});

test('marks stand on the first line alone', () => {
  const lines = drawn(TWO).series.filter((series) => series.type === 'line');
  expect(lines.map((line) => line.markLine?.data)).toEqual([[{ xAxis: 10, name: 'demand' }], undefined]);
});

test('what is pointed at says where it is and the value of each line, not of its band', () => {
  const said = drawn(ONE).tooltip.formatter([{ axisValue: 10, seriesName: 'A', data: [1, 80], seriesType: 'custom' }, { axisValue: 10, seriesName: 'A', data: [10, 50], seriesType: 'line' }]);
  expect(said).toBe('10 doses\nA: 50');
});

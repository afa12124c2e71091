import { BarChart, CustomChart, LineChart } from 'echarts/charts';
import { DataZoomInsideComponent, GridComponent, LegendComponent, MarkLineComponent, TitleComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { expect, test } from 'vitest';
import type { Figure, Gantt } from '../../src/charts/figure';
import { heightOf, optionOf } from '../../src/charts/options';
import { legendRoom } from '../../src/charts/parts';
import { rowHeight, wrapped } from '../../src/charts/rows';
import { asSvg, savedDrawing, type Init } from '../../src/charts/saving';
import { COMMON, PLACE } from './sample';

use([BarChart, CustomChart, LineChart, DataZoomInsideComponent, GridComponent, LegendComponent, MarkLineComponent, TitleComponent, TooltipComponent, SVGRenderer]);

const make: Init = (place, options) => init(place, null, options);
const WATERFALL: Figure = { ...COMMON, kind: 'waterfall', items: [{ name: 'Vector', value: 12000 }, { name: 'Labour', value: 6000 }, { name: 'Dose', value: 18000, total: true }], axis: { label: 'Cost', unit: 'EUR' } };
const bar = (patient: number, pools: string[], start: number) => ({ patient, pools, operation: 'expand', start, end: start + 1, outcome: 'finished', note: 'expand' });
const GANTT: Gantt = { ...COMMON, kind: 'gantt', bars: [bar(2, ['room', 'people'], 3), bar(0, ['room'], 0), bar(0, ['people'], 1)], operations: ['expand'], patient_name: 'Patient', first: 1, x: { label: 'Days' } };

const ALL: Figure[] = [
  WATERFALL,
  { ...COMMON, kind: 'tornado', items: [{ name: 'Vector price', low: 40, high: 70, at_low: 'at 1: 40', at_high: 'at 2: 70' }], middle: 50, middle_name: 'as stated', axis: { label: 'Cost' } },
  { ...COMMON, kind: 'stacked', rows: ['A', 'B'], parts: [{ name: 'seen', values: [0.4, 1] }, { name: 'assumed', values: [0.6, 0], tone: 'amber' }], axis: { label: 'Share', share: true, most: 1 } },
  { ...COMMON, kind: 'curves', series: [{ name: 'A', x: [1, 10, 100], y: [90, 50, 20], low: [80, 40, 10], high: [100, 60, 30] }], x: { label: 'Doses', log: true }, y: { label: 'Cost' }, marks: [{ x: 10, name: 'demand' }] },
  { ...COMMON, kind: 'histogram', start: 2, width: 0.5, counts: [1, 4, 2], x: { label: 'Days' }, y: { label: 'patients' } },
  { ...COMMON, kind: 'bars', items: [{ name: 'room', value: 0.5, low: 0.4, high: 0.6 }], axis: { label: 'Share', share: true, most: 1 } },
  GANTT,
  { ...COMMON, kind: 'levels', step: 0.5, series: [{ name: 'room', mean: [0, 1, 0.5], most: [0, 1, 1], units: 2 }], x: { label: 'Days' }, y: { label: 'units' } },
];

test.each(ALL)('a figure of kind $kind is saved as an SVG with its title and its source', (figure) => {
  const svg = asSvg(make, savedDrawing(figure, PLACE));
  expect(svg.startsWith('<svg')).toBe(true);
  expect(svg).toContain('Vector is the largest part');
  expect(svg).toContain('Computed from a scenario');
  expect(svg).not.toContain('NaN');
});

test('nothing moves, and what is pointed at is drawn without markup', () => {
  for (const figure of ALL) {
    const option = optionOf(figure, PLACE) as { animation: boolean; tooltip: { renderMode?: string; show?: boolean } };
    expect(option.animation).toBe(false);
    expect(option.tooltip.show === false || option.tooltip.renderMode === 'richText').toBe(true);
  }
});

test('a figure is as tall as its rows need, a Gantt no taller than a screen', () => {
  const long = { ...GANTT, bars: Array.from({ length: 500 }, (_, patient) => bar(patient, ['room'], patient)) };
  expect(heightOf(WATERFALL, PLACE)).toBe(3 * 30 + 52);
  expect(heightOf(long, PLACE)).toBeLessThan(800);
});

test('a legend takes as many lines as its words need', () => {
  expect(legendRoom(['one', 'two'], 400)).toBe(30);
  expect(legendRoom(['a name of thirty characters.....', 'another of thirty characters....'], 300)).toBe(52);
});

test('a label is broken into two lines before it is cut', () => {
  expect(wrapped('batch record review and certification', 24)).toBe('batch record review and\ncertification');
  expect(wrapped('short', 24)).toBe('short');
});

test('rows are as tall as the label with most lines, and a narrow drawing allows more lines', () => {
  const long = ['Stérilité et tests différés : test qualité, prix d’un test'];
  expect(rowHeight(['Vector'], 800)).toBe(30);
  expect(rowHeight(long, 800)).toBe(32);
  expect(rowHeight(long, 360)).toBe(46);
  expect(wrapped(long[0]!, 24, 4)).not.toContain('…');
});

test('what a tone says is told by a texture too: assumed is dotted as in the stacks', () => {
  const bars: Figure = { ...COMMON, kind: 'bars', items: [{ name: 'a', value: 1, tone: 'amber' }, { name: 'b', value: 1 }], axis: { label: 'Share' } };
  const [assumed, seen] = (optionOf(bars, PLACE) as { series: { data: { itemStyle: { decal?: object } }[] }[] }).series[0]!.data;
  const stack = (optionOf({ ...COMMON, kind: 'stacked', rows: ['A'], parts: [1, 2, 3, 4].map((value) => ({ name: String(value), values: [value] })), axis: { label: 'Share' } }, PLACE) as { series: { itemStyle: { decal?: object } }[] }).series;
  expect(assumed!.itemStyle.decal).toEqual(stack[3]!.itemStyle.decal);
  expect(seen!.itemStyle.decal).toBeUndefined();
});

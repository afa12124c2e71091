import { BarChart, CustomChart, LineChart } from 'echarts/charts';
import { DataZoomInsideComponent, GridComponent, LegendComponent, MarkLineComponent, TitleComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { expect, test } from 'vitest';
import type { Figure, Gantt } from '../src/charts/figure';
import { decadeTick, decadeTicks, figures, percent, roundedUp } from '../src/charts/numbers';
import { ganttRows, heightOf, legendRoom, optionOf, roundedDown, type Place } from '../src/charts/options';
import { paper } from '../src/charts/palette';
import { rowHeight, wrapped } from '../src/charts/rows';
import { asSvg, savedDrawing, type Init } from '../src/charts/saving';

use([BarChart, CustomChart, LineChart, DataZoomInsideComponent, GridComponent, LegendComponent, MarkLineComponent, TitleComponent, TooltipComponent, SVGRenderer]);

const make: Init = (place, options) => init(place, null, options);
const PLACE: Place = { palette: paper(), width: 800, language: 'en', font: 'sans-serif' };
const COMMON = { file: 'x', title: 'Vector is the largest part', unit: 'EUR of 2024', alt: 'Vector is the largest part.', source: 'Computed from a scenario' };
const WATERFALL: Figure = { ...COMMON, kind: 'waterfall', items: [{ name: 'Vector', value: 12000 }, { name: 'Labour', value: 6000 }, { name: 'Dose', value: 18000, total: true }], axis: { label: 'Cost', unit: 'EUR' } };
const bar = (patient: number, pools: string[], start: number) => ({ patient, pools, operation: 'expand', start, end: start + 1, outcome: 'finished', note: 'expand' });
const GANTT: Gantt = { ...COMMON, kind: 'gantt', bars: [bar(2, ['room', 'people'], 3), bar(0, ['room'], 0), bar(0, ['people'], 1)], operations: ['expand'], patient_name: 'Patient', x: { label: 'Days' } };

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

test('each step of a waterfall begins where the one before ends, and the total at nothing', () => {
  const series = (optionOf(WATERFALL, PLACE) as { series: { data: unknown[] }[] }).series;
  expect(series[0]!.data).toEqual([0, 12000, 0]);
});

test('nothing moves, and what is pointed at is drawn without markup', () => {
  for (const figure of ALL) {
    const option = optionOf(figure, PLACE) as { animation: boolean; tooltip: { renderMode?: string; show?: boolean } };
    expect(option.animation).toBe(false);
    expect(option.tooltip.show === false || option.tooltip.renderMode === 'richText').toBe(true);
  }
});

test('a Gantt has a row for each patient in their order, or for each pool', () => {
  expect(ganttRows(GANTT, { rows: 'patient' })).toEqual(['Patient 1', 'Patient 3']);
  expect(ganttRows(GANTT, { rows: 'pool' })).toEqual(['room', 'people']);
  expect(ganttRows({ ...GANTT, pools: ['people', 'room'] }, { rows: 'pool' })).toEqual(['people', 'room']);
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

test('numbers are written with the digits that say something, in the reader’s language', () => {
  expect([52832.07, 4.123, 0.03519, 0, Number.NaN].map((value) => figures(value, 'en'))).toEqual(['52,832', '4.12', '0.035', '0', '–']);
  expect(figures(52832.07, 'fr').replace(/\s/g, ' ')).toBe('52 832');
  expect([percent(0.68, 'en'), percent(0.0371, 'fr')]).toEqual(['68\u00a0%', '3,7\u00a0%']);
});

test('axes end at round numbers, and logarithmic ones tell round numbers alone', () => {
  expect([roundedUp(171_000), roundedUp(52_832), roundedDown(826), roundedDown(0.07)]).toEqual([200_000, 60_000, 500, 0.05]);
  expect([decadeTick(1000, 'en'), decadeTick(454_600, 'en'), decadeTick(0.2, 'en')]).toEqual(['1,000', '', '0.2']);
});

test('a label is broken into two lines before it is cut', () => {
  expect(wrapped('batch record review and certification', 24)).toBe('batch record review and\ncertification');
  expect(wrapped('short', 24)).toBe('short');
});

test('a logarithmic axis has a tick at 1, 2 and 5 times each power of ten between its ends', () => {
  expect(decadeTicks(9.6, 961)).toEqual([10, 20, 50, 100, 200, 500]);
  expect(decadeTicks(2, 2)).toEqual([2]);
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

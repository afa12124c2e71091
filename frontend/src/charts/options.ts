/**
 * From a figure to what ECharts draws. Each kind is a function of the figure, the palette and the width alone, so
 * that the page, the saved picture and the printed page show the same.
 */

import type { EChartsCoreOption } from 'echarts/core';
import type { Axis, Bars, Curves, Figure, Gantt, Histogram, Levels, Stacked, Tone, Tornado, Waterfall } from './figure';
import { decadeTick, decadeTicks, figures, percent, roundedUp, tick } from './numbers';
import type { Palette } from './palette';
import { labelLength, labelLines, LINE, rowHeight, wrapped } from './rows';

export interface Place {
  palette: Palette;
  width: number;
  language: string;
  font: string;
  /** How a Gantt is laid out. */
  rows?: 'patient' | 'pool';
}

const AXIS_ROOM = 52;
/** Patients of a Gantt that are seen at once. */
export const ROWS_AT_ONCE = 30;
/** Room of one level; a telephone has its name above it, not beside. */
const levelRoom = (width: number): number => (width < 480 ? 92 : 74);

/** Return how tall a figure is drawn. */
export function heightOf(figure: Figure, place: Place): number {
  switch (figure.kind) {
    case 'waterfall':
    case 'tornado':
    case 'bars':
      return figure.items.length * rowHeight(figure.items.map((item) => item.name), place.width) + AXIS_ROOM;
    case 'stacked':
      return figure.rows.length * 46 + AXIS_ROOM + legendRoom(figure.parts.map((part) => part.name), place.width);
    case 'gantt':
      return Math.min(Math.max(ganttRows(figure, place).length * 18, 160), 640) + AXIS_ROOM + 28 + legendRoom(figure.operations, place.width);
    case 'levels':
      return figure.series.length * levelRoom(place.width) + AXIS_ROOM;
    default:
      return place.width < 480 ? 280 : 340;
  }
}

export function optionOf(figure: Figure, place: Place): EChartsCoreOption {
  const common = {
    animation: false,
    backgroundColor: 'transparent',
    textStyle: { fontFamily: place.font, color: place.palette.ink, fontSize: 13 },
    aria: { enabled: false }, // the page says the finding itself
    tooltip: {
      renderMode: 'richText', // no markup: the page allows no style inside it
      confine: true,
      backgroundColor: place.palette.ground,
      borderColor: place.palette.strong,
      textStyle: { color: place.palette.ink, fontFamily: place.font, fontSize: 13 },
    },
  };
  return { ...common, ...of(figure, place) };
}

function of(figure: Figure, place: Place): EChartsCoreOption {
  switch (figure.kind) {
    case 'waterfall':
      return waterfall(figure, place);
    case 'tornado':
      return tornado(figure, place);
    case 'stacked':
      return stacked(figure, place);
    case 'curves':
      return curves(figure, place);
    case 'histogram':
      return histogram(figure, place);
    case 'bars':
      return bars(figure, place);
    case 'gantt':
      return gantt(figure, place);
    case 'levels':
      return levels(figure, place);
  }
}

// ---- what they share

const toned = (tone: Tone | undefined, palette: Palette): string => (tone === 'soft' ? palette.strong : palette[tone ?? 'data']);

const said = (value: number, axis: Axis, place: Place): string => (axis.share ? percent(value, place.language) : figures(value, place.language));

function valueAxis(axis: Axis, place: Place, more: { min?: number; max?: number } & Record<string, unknown> = {}) {
  const { palette, width, language } = place;
  const customValues = axis.log && more.min !== undefined && more.max !== undefined ? decadeTicks(more.min, more.max) : undefined;
  return {
    type: axis.log ? 'log' : 'value',
    name: axis.unit ? `${axis.label} (${axis.unit})` : axis.label,
    nameLocation: 'middle',
    nameGap: 30,
    nameTextStyle: { color: palette.soft, fontSize: 12 },
    max: axis.most,
    splitNumber: width < 480 ? 3 : 5,
    axisLabel: { color: palette.soft, hideOverlap: true, customValues, formatter: (value: number) => (axis.share ? percent(value, language) : axis.log ? decadeTick(value, language) : tick(value, language)) },
    axisLine: { show: false },
    axisTick: { show: false, customValues },
    splitLine: { lineStyle: { color: palette.line } },
    minorTick: { show: false },
    ...more,
  };
}

function rowAxis(names: string[], place: Place) {
  const most = labelLength(place.width);
  return {
    type: 'category',
    inverse: true,
    data: names,
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { color: place.palette.ink, interval: 0, lineHeight: LINE, fontSize: labelSize(place), formatter: (name: string) => wrapped(name, most, labelLines(place.width)) },
  };
}

/** The room for row labels: what the longest line of them needs. */
function leftOf(names: string[], place: Place): number {
  const lines = names.flatMap((name) => wrapped(name, labelLength(place.width), labelLines(place.width)).split('\n'));
  return Math.max(...lines.map((line) => line.length), 6) * labelSize(place) * 0.512 + 12;
}

const labelSize = (place: Place): number => (place.width < 480 ? 11.5 : 12.5);

const rowGrid = (names: string[], place: Place, right: number) => ({ left: leftOf(names, place), right, top: 6, bottom: 46 });

const direct = (palette: Palette, position: string, formatter: (at: { dataIndex: number }) => string) => ({ show: true, position, color: palette.ink, fontSize: 12.5, formatter });

export function legendRoom(names: string[], width: number): number {
  let lines = 1;
  let used = 0;
  for (const name of names) {
    const long = name.length * 6.5 + 32;
    if (used > 0 && used + long > width) {
      lines += 1;
      used = 0;
    }
    used += long;
  }
  return lines * 22 + 8;
}

function legend(names: string[], place: Place) {
  return { data: names, left: 0, top: 0, itemWidth: 14, itemHeight: 12, itemGap: 12, textStyle: { color: place.palette.ink, fontSize: 12.5 }, inactiveColor: place.palette.line };
}

/** Beside its hue each part of a stack has a texture of its own, so that it is told without colour. */
const DECALS = [
  undefined,
  { symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: Math.PI / 4 },
  undefined,
  { symbol: 'circle', symbolSize: 0.5, dashArrayX: [[6, 6], [0, 6, 6, 0]], dashArrayY: [6, 0] },
  { symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: -Math.PI / 4 },
  undefined,
  { symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [3, 3] },
  { symbol: 'circle', symbolSize: 0.4, dashArrayX: [[4, 8], [0, 4, 8, 0]], dashArrayY: [4, 0] },
  { symbol: 'rect', dashArrayX: [4, 4], dashArrayY: [1, 0] },
];

const hue = (palette: Palette, number: number): string => palette.hues[number % palette.hues.length]!;

function marked(marks: { x: number; name: string }[] | undefined, place: Place) {
  if (!marks?.length) return undefined;
  const { palette } = place;
  return {
    silent: true,
    symbol: 'none',
    lineStyle: { color: palette.accent, width: 1.25, type: 'dashed' },
    label: { color: palette.accent, fontSize: 12, formatter: (at: { name: string }) => at.name, position: 'insideEndTop', rotate: 90, align: 'right', textBorderColor: palette.ground, textBorderWidth: 3 },
    data: marks.map((mark) => ({ xAxis: mark.x, name: mark.name })),
  };
}

// ---- kinds

function waterfall(figure: Waterfall, place: Place): EChartsCoreOption {
  let level = 0;
  const steps = figure.items.map((item) => {
    const start = item.total ? 0 : level;
    level = item.total ? item.value : level + item.value;
    return { start, value: item.value };
  });
  return {
    grid: rowGrid(figure.items.map((item) => item.name), place, 66),
    xAxis: valueAxis(figure.axis, place),
    yAxis: rowAxis(figure.items.map((item) => item.name), place),
    tooltip: { show: false },
    series: [
      { type: 'bar', stack: 'steps', silent: true, itemStyle: { color: 'transparent' }, data: steps.map((step) => step.start) },
      {
        type: 'bar',
        stack: 'steps',
        silent: true,
        barCategoryGap: '30%',
        data: steps.map((step, at) => ({ value: step.value, itemStyle: { color: figure.items[at]!.total ? place.palette.ink : place.palette.data } })),
        label: direct(place.palette, 'right', ({ dataIndex }) => said(figure.items[dataIndex]!.value, figure.axis, place)),
      },
    ],
  };
}

function tornado(figure: Tornado, place: Place): EChartsCoreOption {
  const { palette } = place;
  const ends = figure.items.flatMap((item) => [item.low, item.high]);
  return {
    grid: rowGrid(figure.items.map((item) => item.name), place, 24),
    xAxis: valueAxis(figure.axis, place, { scale: true, min: Math.min(...ends, figure.middle), max: Math.max(...ends, figure.middle), axisLabel: roundTicks(place) }),
    yAxis: rowAxis(figure.items.map((item) => item.name), place),
    tooltip: {
      ...tooltipText(place),
      trigger: 'item',
      formatter: (at: { dataIndex: number }) => {
        const item = figure.items[at.dataIndex]!;
        return `${item.name}\n${item.at_low}\n${item.at_high}`;
      },
    },
    series: [
      {
        type: 'custom',
        encode: { x: [1, 2], y: 0 },
        data: figure.items.map((item, at) => [at, item.low, item.high]),
        renderItem: (_: unknown, api: Api) => {
          const [low, middle] = api.coord([api.value(1), api.value(0)]) as [number, number];
          const [high] = api.coord([api.value(2), api.value(0)]) as [number, number];
          const [base] = api.coord([figure.middle, api.value(0)]) as [number, number];
          const bar = (to: number, style: object) => ({ type: 'rect', shape: { x: Math.min(to, base), y: middle - 9, width: Math.max(Math.abs(to - base), 1), height: 18 }, style });
          const plain = bar(low, { fill: palette.data });
          const outlined = bar(high, { fill: palette.ground, stroke: palette.data, lineWidth: 2 });
          return { type: 'group', children: Math.abs(low - base) > Math.abs(high - base) ? [plain, outlined] : [outlined, plain] };
        },
        markLine: { silent: true, symbol: 'none', lineStyle: { color: palette.ink, width: 1.25, type: 'solid' }, label: { show: false }, data: [{ xAxis: figure.middle }] },
      },
    ],
  };
}

interface Api {
  value(at: number): number;
  coord(point: number[]): number[];
  size(value: number[]): number[];
}

/** Ticks at round numbers alone: the ends of an axis that follow the bars are not told. */
const roundTicks = (place: Place) => ({
  color: place.palette.soft,
  hideOverlap: true,
  showMinLabel: false,
  showMaxLabel: false,
  formatter: (value: number) => tick(value, place.language),
});

const tooltipText = (place: Place) => ({
  renderMode: 'richText',
  confine: true,
  backgroundColor: place.palette.ground,
  borderColor: place.palette.strong,
  textStyle: { color: place.palette.ink, fontFamily: place.font, fontSize: 13, width: Math.min(360, place.width - 40), overflow: 'break' },
});

function stacked(figure: Stacked, place: Place): EChartsCoreOption {
  const top = legendRoom(figure.parts.map((part) => part.name), place.width);
  const totals = figure.rows.map((_, row) => figure.parts.reduce((sum, part) => sum + part.values[row]!, 0));
  const last = figure.parts.length - 1;
  return {
    grid: { ...rowGrid(figure.rows, place, figure.axis.share ? 20 : 66), top },
    legend: { ...legend(figure.parts.map((part) => part.name), place), selectedMode: false },
    xAxis: valueAxis(figure.axis, place),
    yAxis: rowAxis(figure.rows, place),
    tooltip: {
      ...tooltipText(place),
      trigger: 'item',
      formatter: (at: { seriesName: string; name: string; value: number }) => `${at.name}\n${at.seriesName}: ${said(at.value, figure.axis, place)}`,
    },
    series: figure.parts.map((part, number) => ({
      name: part.name,
      type: 'bar',
      stack: 'all',
      barCategoryGap: '34%',
      itemStyle: { color: part.tone ? toned(part.tone, place.palette) : hue(place.palette, number), borderColor: place.palette.ground, borderWidth: 1, decal: decal(number, place) },
      data: part.values,
      label: number === last && !figure.axis.share ? direct(place.palette, 'right', ({ dataIndex }) => said(totals[dataIndex]!, figure.axis, place)) : undefined,
    })),
  };
}

/** What a tone says is told without colour too, by the texture that the stacks give it. */
const DECAL_OF_TONE: Partial<Record<Tone, number>> = { amber: 3, accent: 4 };

function decal(number: number | undefined, place: Place) {
  const found = number === undefined ? undefined : DECALS[number % DECALS.length];
  return found && { ...found, color: place.palette.ground };
}

const DASHES = ['solid', 'dashed', 'dotted', [8, 3, 2, 3]] as const;

function curves(figure: Curves, place: Place): EChartsCoreOption {
  const { palette } = place;
  const names = figure.series.map((series) => series.name);
  const several = names.length > 1;
  const top = several ? legendRoom(names, place.width) + 4 : 16;
  const xs = figure.series.flatMap((series) => series.x);
  const ys = figure.series.flatMap((series) => [...series.y, ...(series.low ?? []), ...(series.high ?? [])]);
  const drawn = figure.series.flatMap((series, number) => {
    const color = several ? hue(palette, number) : palette.data;
    const points = series.x.map((x, at) => [x, series.y[at]!]);
    const band = series.low && series.high ? [bandOf(series.x, series.low, series.high, color)] : [];
    return [
      ...band,
      { name: series.name, type: 'line', showSymbol: false, lineStyle: { color, width: 2.25, type: DASHES[number % 4] }, itemStyle: { color }, data: points, markLine: number === 0 ? marked(figure.marks, place) : undefined },
    ];
  });
  return {
    grid: { left: 64, right: 20, top, bottom: 50 },
    legend: several ? { ...legend(names, place), selectedMode: false } : undefined,
    xAxis: valueAxis(figure.x, place, { min: Math.min(...xs), max: Math.max(...xs) }),
    yAxis: { ...valueAxis(figure.y, place, figure.y.log ? { min: roundedDown(Math.min(...ys)), max: Math.max(...ys) * 1.1 } : { min: 0, max: roundedUp(Math.max(...ys)) }), nameGap: 50 },
    tooltip: {
      ...tooltipText(place),
      trigger: 'axis',
      formatter: (at: { axisValue: number; seriesName: string; data: number[]; seriesType: string }[]) =>
        [`${figures(at[0]!.axisValue, place.language)} ${figure.x.unit ?? figure.x.label}`, ...at.filter((one) => one.seriesType === 'line').map((one) => `${one.seriesName}: ${said(one.data[1]!, figure.y, place)}`)].join('\n'),
    },
    series: drawn,
  };
}

/** Return the next of 1, 2 and 5 times a power of ten below a number. */
export function roundedDown(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([5, 2, 1].find((by) => by * power <= value * (1 + 1e-12)) ?? 1) * power;
}

/** Return a band between two lines, drawn as one shape whatever the axes. */
function bandOf(x: number[], low: number[], high: number[], color: string) {
  return {
    type: 'custom',
    silent: true,
    z: 1,
    data: [[x[0], low[0]]],
    clip: true,
    renderItem: (_: unknown, api: Api) => ({
      type: 'polygon',
      shape: { points: [...x.map((value, at) => api.coord([value, high[at]!])), ...x.map((value, at) => api.coord([value, low[at]!])).reverse()] },
      style: { fill: color, opacity: 0.16 },
    }),
  };
}

function histogram(figure: Histogram, place: Place): EChartsCoreOption {
  const { palette } = place;
  return {
    grid: { left: 58, right: 16, top: 18, bottom: 50 },
    xAxis: valueAxis(figure.x, place, { min: figure.start, max: figure.start + figure.width * figure.counts.length, splitLine: { show: false }, axisLabel: roundTicks(place) }),
    yAxis: { ...valueAxis(figure.y, place), nameGap: 42 },
    tooltip: {
      ...tooltipText(place),
      trigger: 'item',
      formatter: (at: { value: number[] }) => `${tick(at.value[0]!, place.language)} – ${tick(at.value[1]!, place.language)} ${figure.x.unit ?? ''}\n${figures(at.value[2]!, place.language)} ${figure.y.label}`,
    },
    series: [
      {
        type: 'custom',
        encode: { x: [0, 1], y: 2 },
        data: figure.counts.map((count, at) => [figure.start + at * figure.width, figure.start + (at + 1) * figure.width, count]),
        renderItem: (_: unknown, api: Api) => {
          const [left, top] = api.coord([api.value(0), api.value(2)]) as [number, number];
          const [right, bottom] = api.coord([api.value(1), 0]) as [number, number];
          return { type: 'rect', shape: { x: left + 0.5, y: top, width: Math.max(right - left - 1, 1), height: bottom - top }, style: { fill: palette.data } };
        },
        markLine: marked(figure.marks, place),
      },
    ],
  };
}

function bars(figure: Bars, place: Place): EChartsCoreOption {
  const { palette } = place;
  const isCount = figure.items.every((item) => item.value >= 0);
  const ends = figure.items.map((item, at) => [at, Math.max(item.low ?? item.value, isCount ? 0 : -Infinity), item.high ?? item.value]);
  const widest = Math.max(...figure.items.map((item) => item.high ?? item.value), 0);
  return {
    grid: rowGrid(figure.items.map((item) => item.name), place, 84),
    xAxis: valueAxis({ ...figure.axis, most: figure.axis.most ?? (widest > 0 ? undefined : 1) }, place, isCount ? { min: 0 } : {}),
    yAxis: rowAxis(figure.items.map((item) => item.name), place),
    tooltip: { show: false },
    series: [
      {
        type: 'bar',
        silent: true,
        barCategoryGap: '36%',
        data: figure.items.map((item) => ({ value: item.value, itemStyle: { color: toned(item.tone, palette), decal: decal(item.tone && DECAL_OF_TONE[item.tone], place) } })),
      },
      {
        type: 'custom',
        silent: true,
        encode: { x: [1, 2], y: 0 },
        data: ends,
        renderItem: (_: unknown, api: Api) => {
          const item = figure.items[api.value(0)]!;
          const [left, middle] = api.coord([api.value(1), api.value(0)]) as [number, number];
          const [right] = api.coord([api.value(2), api.value(0)]) as [number, number];
          const [end] = api.coord([item.value, api.value(0)]) as [number, number];
          const text = { type: 'text', x: Math.max(right, end) + 6, y: middle, style: { text: `${said(item.value, figure.axis, place)}${item.note ? ` ${item.note}` : ''}`, fill: palette.ink, fontSize: 12.5, fontFamily: place.font, textVerticalAlign: 'middle' } };
          const line = (x1: number, y1: number, x2: number, y2: number) => ({ type: 'line', shape: { x1, y1, x2, y2 }, style: { stroke: palette.ink, lineWidth: 1.25 } });
          const whisker = right - left > 1 ? [line(left, middle, right, middle), line(left, middle - 4, left, middle + 4), line(right, middle - 4, right, middle + 4)] : [];
          return { type: 'group', children: [...whisker, text] };
        },
      },
    ],
  };
}

/** Return the rows of a Gantt: patients in their order of arrival, or pools, work without any last. */
export function ganttRows(figure: Gantt, place: Pick<Place, 'rows'>): string[] {
  if (place.rows === 'pool') return figure.pools ?? [...new Set(figure.bars.flatMap((bar) => bar.pools))];
  return [...new Set(figure.bars.map((bar) => bar.patient))].sort((a, b) => a - b).map((number) => `${figure.patient_name} ${number + 1}`);
}

function gantt(figure: Gantt, place: Place): EChartsCoreOption {
  const { palette } = place;
  const rows = ganttRows(figure, place);
  const index = new Map(rows.map((row, at) => [row, at]));
  const data = figure.bars.flatMap((bar, number) => {
    const names = place.rows === 'pool' ? bar.pools : [`${figure.patient_name} ${bar.patient + 1}`];
    return names.map((name) => [index.get(name)!, bar.start, bar.end, number]);
  });
  const shown = Math.min(rows.length, place.rows === 'pool' ? rows.length : ROWS_AT_ONCE);
  const reach = data.reduce((most, row) => (row[0]! < shown ? Math.max(most, row[2]!) : most), 0);
  const byOperation = figure.operations.map((operation, at) => ({
    name: operation,
    type: 'custom',
    clip: true,
    itemStyle: { color: hue(palette, at), decal: decal(at, place) },
    encode: { x: [1, 2], y: 0 },
    data: data.filter((row) => figure.bars[row[3]!]!.operation === operation),
    renderItem: (_: unknown, api: Api) => {
      const [left, middle] = api.coord([api.value(1), api.value(0)]) as [number, number];
      const [right] = api.coord([api.value(2), api.value(0)]) as [number, number];
      const height = Math.max(Math.min((api.size([0, 1])[1] ?? 16) * (place.rows === 'pool' ? 0.8 : 0.66), 26), 3);
      const bar = figure.bars[api.value(3)]!;
      const failed = bar.outcome !== 'finished';
      const shape: object = {
        type: 'rect',
        shape: { x: left, y: middle - height / 2, width: Math.max(right - left, 1.5), height },
        style: { fill: hue(palette, at), opacity: place.rows === 'pool' ? 0.75 : 1, decal: decal(at, place), stroke: failed ? palette.accent : palette.ground, lineWidth: failed ? 2 : 0.5 },
      };
      const fits = right - left > operation.length * 6.6 + 10 && height >= 13;
      const name = { type: 'text', silent: true, x: Math.max(left, 0) + 6, y: middle, style: { text: operation, fill: palette.ground, stroke: hue(palette, at), lineWidth: 3, fontSize: 11.5, fontFamily: place.font, textVerticalAlign: 'middle' } };
      return { type: 'group', children: fits ? [shape, name] : [shape] };
    },
  }));
  const top = legendRoom(figure.operations, place.width) + 4;
  return {
    grid: { left: Math.min(leftOf(rows, place), 170), right: 30, top, bottom: 62 },
    legend: legend(figure.operations, place),
    xAxis: valueAxis(figure.x, place, { min: 0, axisLabel: roundTicks(place) }),
    yAxis: { ...rowAxis(rows, place), splitLine: { show: true, lineStyle: { color: palette.line } } },
    dataZoom: [
      { type: 'inside', xAxisIndex: 0, filterMode: 'weakFilter', startValue: 0, endValue: reach * 1.02, zoomOnMouseWheel: 'ctrl', moveOnMouseMove: true, moveOnMouseWheel: false },
      { type: 'inside', yAxisIndex: 0, filterMode: 'weakFilter', startValue: 0, endValue: shown - 1, zoomOnMouseWheel: false, moveOnMouseMove: true, moveOnMouseWheel: false },
    ],
    tooltip: {
      ...tooltipText(place),
      trigger: 'item',
      formatter: (at: { value: number[] }) => figure.bars[at.value[3]!]!.note,
    },
    series: byOperation,
  };
}

function levels(figure: Levels, place: Place): EChartsCoreOption {
  const { palette } = place;
  const count = figure.series.length;
  const isNarrow = place.width < 480;
  const room = levelRoom(place.width);
  const above = isNarrow ? 28 : 10;
  const left = isNarrow ? 36 : leftOf(figure.series.map((series) => series.name), place) + 24;
  const end = figure.step * (figure.series[0]?.mean.length ?? 1);
  const grids = figure.series.map((_, at) => ({ left, right: isNarrow ? 20 : 44, top: at * room + above, height: room - above - 10 }));
  return {
    grid: grids,
    axisPointer: { link: [{ xAxisIndex: 'all' }], label: { show: false } },
    xAxis: figure.series.map((_, at) => ({
      ...valueAxis(figure.x, place, { min: 0, max: end, splitLine: { show: false }, gridIndex: at, axisLine: { show: true, onZero: true, lineStyle: { color: palette.strong } } }),
      ...(at < count - 1 && { axisLabel: { show: false }, name: '' }),
    })),
    yAxis: figure.series.map((series, at) => ({
      type: 'value',
      gridIndex: at,
      min: 0,
      max: Math.max(series.units ?? 0, ...series.most, 1),
      interval: Math.max(series.units ?? 0, ...series.most, 1),
      name: isNarrow ? series.name : wrapped(series.name, labelLength(place.width)),
      nameLocation: isNarrow ? 'end' : 'middle',
      nameRotate: 0,
      nameGap: isNarrow ? 6 : 26,
      nameTextStyle: { align: isNarrow ? 'left' : 'right', color: palette.ink, fontSize: 12.5, lineHeight: 14 },
      axisLabel: { color: palette.soft, fontSize: 11, formatter: (value: number) => tick(value, place.language) },
      splitLine: { lineStyle: { color: palette.line } },
    })),
    tooltip: {
      ...tooltipText(place),
      trigger: 'axis',
      formatter: (at: { axisValue: number; seriesIndex: number; dataIndex: number }[]) => {
        const first = at[0]!;
        const heading = `${figures(first.axisValue, place.language)} ${figure.x.unit ?? ''}`;
        const lines = at.map((one) => {
          const series = figure.series[Math.floor(one.seriesIndex / 2)]!;
          return `${series.name}: ${figures(series.mean[Math.min(one.dataIndex, series.mean.length - 1)]!, place.language)}`;
        });
        return [heading, ...new Set(lines)].join('\n');
      },
    },
    series: figure.series.flatMap((series, at) => {
      const line = (values: number[], style: object) => ({ type: 'line', step: 'end', showSymbol: false, xAxisIndex: at, yAxisIndex: at, data: [...values.map((value, number) => [number * figure.step, value]), [end, values[values.length - 1] ?? 0]], ...style });
      return [
        line(series.mean, { step: 'start', lineStyle: { width: 1.25, color: palette.data }, areaStyle: { color: palette.data, opacity: 0.35 }, itemStyle: { color: palette.data } }),
        line(series.most, { step: 'start', lineStyle: { width: 0.75, color: palette.strong }, itemStyle: { color: palette.strong }, ...(series.units && { markLine: { silent: true, symbol: 'none', lineStyle: { color: palette.accent, type: 'dashed', width: 1 }, label: { show: false }, data: [{ yAxis: series.units }] } }) }),
      ];
    }),
  };
}

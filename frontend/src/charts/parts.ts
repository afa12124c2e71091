/** What the kinds of chart are made of: axes, legends, hues and textures, marks, the words over what is pointed at. */

import type { Axis, Tone } from './figure';
import { decadeTick, decadeTicks, figures, percent, tick } from './numbers';
import type { Palette } from './palette';
import { labelLength, labelLines, LINE, wrapped } from './rows';

export interface Place {
  palette: Palette;
  width: number;
  language: string;
  font: string;
  /** How a Gantt is laid out. */
  rows?: 'patient' | 'pool';
}

export const toned = (tone: Tone | undefined, palette: Palette): string => (tone === 'soft' ? palette.strong : palette[tone ?? 'data']);

export const said = (value: number, axis: Axis, place: Place): string => (axis.share ? percent(value, place.language) : figures(value, place.language));

export function valueAxis(axis: Axis, place: Place, more: { min?: number; max?: number } & Record<string, unknown> = {}) {
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

export function rowAxis(names: string[], place: Place) {
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
export function leftOf(names: string[], place: Place): number {
  const lines = names.flatMap((name) => wrapped(name, labelLength(place.width), labelLines(place.width)).split('\n'));
  return Math.max(...lines.map((line) => line.length), 6) * labelSize(place) * 0.512 + 12;
}

const labelSize = (place: Place): number => (place.width < 480 ? 11.5 : 12.5);

export const rowGrid = (names: string[], place: Place, right: number) => ({ left: leftOf(names, place), right, top: 6, bottom: 46 });

export const direct = (palette: Palette, position: string, formatter: (at: { dataIndex: number }) => string) => ({ show: true, position, color: palette.ink, fontSize: 12.5, formatter });

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

export function legend(names: string[], place: Place) {
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

/** What a tone says is told without colour too, by the texture that the stacks give it. */
export const DECAL_OF_TONE: Partial<Record<Tone, number>> = { amber: 3, accent: 4 };

export function decal(number: number | undefined, place: Place) {
  const found = number === undefined ? undefined : DECALS[number % DECALS.length];
  return found && { ...found, color: place.palette.ground };
}

export const hue = (palette: Palette, number: number): string => palette.hues[number % palette.hues.length]!;

export function marked(marks: { x: number; name: string }[] | undefined, place: Place) {
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

export interface Api {
  value(at: number): number;
  coord(point: number[]): number[];
  size(value: number[]): number[];
}

/** Ticks at round numbers alone: the ends of an axis that follow the bars are not told. */
export const roundTicks = (place: Place) => ({
  color: place.palette.soft,
  hideOverlap: true,
  showMinLabel: false,
  showMaxLabel: false,
  formatter: (value: number) => tick(value, place.language),
});

export const tooltipText = (place: Place) => ({
  renderMode: 'richText',
  confine: true,
  backgroundColor: place.palette.ground,
  borderColor: place.palette.strong,
  textStyle: { color: place.palette.ink, fontFamily: place.font, fontSize: 13, width: Math.min(360, place.width - 40), overflow: 'break' },
});

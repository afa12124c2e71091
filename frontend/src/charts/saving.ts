/** A figure as a file: its title, the drawing, its unit and its source, on white, as large as a page needs. */

import type { ECharts, EChartsCoreOption } from 'echarts/core';
import type { Figure } from './figure';
import { heightOf, optionOf } from './options';
import { paper } from './palette';
import type { Place } from './parts';

const WIDTH = 960;
const HEAD = 74;
const FOOT = 34;

export interface Drawing {
  option: EChartsCoreOption;
  width: number;
  height: number;
}

/** Return a figure as it is saved: wide, light, with title and source. */
export function savedDrawing(figure: Figure, place: Place): Drawing {
  const own: Place = { ...place, palette: paper(), width: WIDTH - 48 };
  const height = heightOf(figure, own);
  const option = optionOf(figure, own) as Record<string, unknown>;
  const moved = (grid: Record<string, unknown>) => ({ ...grid, left: Number(grid['left']) + 24, right: Number(grid['right']) + 24, top: Number(grid['top']) + HEAD, ...(grid['bottom'] !== undefined && { bottom: Number(grid['bottom']) + FOOT }) });
  const grid = option['grid'];
  const legend = option['legend'] as Record<string, unknown> | undefined;
  return {
    width: WIDTH,
    height: height + HEAD + FOOT,
    option: {
      ...option,
      backgroundColor: own.palette.ground,
      tooltip: { show: false },
      grid: Array.isArray(grid) ? grid.map(moved) : moved(grid as Record<string, unknown>),
      ...(legend && { legend: { ...legend, top: HEAD - 6, left: 24 } }),
      title: [
        { text: figure.title, left: 24, top: 14, textStyle: { color: own.palette.ink, fontSize: 18, fontWeight: 600, width: WIDTH - 48, overflow: 'break', lineHeight: 22 }, subtext: figure.unit, subtextStyle: { color: own.palette.soft, fontSize: 13, width: WIDTH - 48, overflow: 'break' } },
        { text: figure.source, left: 24, bottom: 8, textStyle: { color: own.palette.soft, fontSize: 11, fontWeight: 'normal', width: WIDTH - 48, overflow: 'truncate' } },
      ],
    },
  };
}

/** Give the reader a file. */
export function give(name: string, content: Blob | string): void {
  const link = document.createElement('a');
  const address = typeof content === 'string' ? content : URL.createObjectURL(content);
  link.href = address;
  link.download = name;
  link.click();
  if (typeof content !== 'string') setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

export type Init = (place: HTMLElement | null, options: { renderer: 'svg' | 'canvas'; ssr?: boolean; width: number; height: number }) => ECharts;

/** Return a figure as the text of an SVG file. */
export function asSvg(init: Init, drawing: Drawing): string {
  const chart = init(null, { renderer: 'svg', ssr: true, width: drawing.width, height: drawing.height });
  chart.setOption(drawing.option);
  const text = chart.renderToSVGString();
  chart.dispose();
  return text;
}

/** Return a figure as the address of a PNG, with two dots for each pixel. */
export function asPng(init: Init, drawing: Drawing, ground: string): string {
  const place = document.createElement('div');
  const chart = init(place, { renderer: 'canvas', width: drawing.width, height: drawing.height });
  chart.setOption(drawing.option);
  const address = chart.getDataURL({ type: 'png', pixelRatio: 2, backgroundColor: ground });
  chart.dispose();
  return address;
}

/** Lines with their bands, on axes that may be logarithmic. */

import type { EChartsCoreOption } from 'echarts/core';
import type { Curves } from '../figure';
import { figures, roundedDown, roundedUp } from '../numbers';
import { type Api, hue, legend, legendRoom, marked, type Place, said, tooltipText, valueAxis } from '../parts';

const DASHES = ['solid', 'dashed', 'dotted', [8, 3, 2, 3]] as const;

export function curves(figure: Curves, place: Place): EChartsCoreOption {
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

/** Levels over time under one another, each on its own scale. */

import type { EChartsCoreOption } from 'echarts/core';
import type { Levels } from '../figure';
import { figures, tick } from '../numbers';
import { leftOf, type Place, tooltipText, valueAxis } from '../parts';
import { labelLength, wrapped } from '../rows';

/** Room of one level; a telephone has its name above it, not beside. */
export const levelRoom = (width: number): number => (width < 480 ? 92 : 74);

export function levels(figure: Levels, place: Place): EChartsCoreOption {
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

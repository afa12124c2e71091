/** How often each stretch of values is met. */

import type { EChartsCoreOption } from 'echarts/core';
import type { Histogram } from '../figure';
import { figures, tick } from '../numbers';
import { type Api, marked, type Place, roundTicks, tooltipText, valueAxis } from '../parts';

export function histogram(figure: Histogram, place: Place): EChartsCoreOption {
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

/** What one number at a time does to a result, from its lowest to its highest value. */

import type { EChartsCoreOption } from 'echarts/core';
import type { Tornado } from '../figure';
import { type Api, type Place, roundTicks, rowAxis, rowGrid, tooltipText, valueAxis } from '../parts';

export function tornado(figure: Tornado, place: Place): EChartsCoreOption {
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

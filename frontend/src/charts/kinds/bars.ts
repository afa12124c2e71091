/** Bars with whiskers and words at their ends. */

import type { EChartsCoreOption } from 'echarts/core';
import type { Bars } from '../figure';
import { type Api, decal, DECAL_OF_TONE, type Place, rowAxis, rowGrid, said, toned, valueAxis } from '../parts';

export function bars(figure: Bars, place: Place): EChartsCoreOption {
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

/** What a total is made of, each step where the one before ends. */

import type { EChartsCoreOption } from 'echarts/core';
import type { Waterfall } from '../figure';
import { direct, type Place, rowAxis, rowGrid, said, valueAxis } from '../parts';

export function waterfall(figure: Waterfall, place: Place): EChartsCoreOption {
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

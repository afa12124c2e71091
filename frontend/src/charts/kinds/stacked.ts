/** Bars of parts, each told by its hue and by a texture of its own. */

import type { EChartsCoreOption } from 'echarts/core';
import type { Stacked } from '../figure';
import { decal, direct, hue, legend, legendRoom, type Place, rowAxis, rowGrid, said, toned, tooltipText, valueAxis } from '../parts';

export function stacked(figure: Stacked, place: Place): EChartsCoreOption {
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

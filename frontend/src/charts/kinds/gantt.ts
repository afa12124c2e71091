/** Who is worked on when: a row for each patient, or for each pool. */

import type { EChartsCoreOption } from 'echarts/core';
import type { Gantt } from '../figure';
import { type Api, decal, hue, leftOf, legend, legendRoom, type Place, roundTicks, rowAxis, tooltipText, valueAxis } from '../parts';

/** Patients of a Gantt that are seen at once. */
const ROWS_AT_ONCE = 30;

/** Return what the row of a patient is called. */
export const patientRow = (figure: Gantt, patient: number): string => `${figure.patient_name} ${patient + figure.first}`;

/** Return the rows of a Gantt: patients in their order of arrival, or pools, work without any last. */
export function ganttRows(figure: Gantt, place: Pick<Place, 'rows'>): string[] {
  if (place.rows === 'pool') return figure.pools ?? [...new Set(figure.bars.flatMap((bar) => bar.pools))];
  return [...new Set(figure.bars.map((bar) => bar.patient))].sort((a, b) => a - b).map((patient) => patientRow(figure, patient));
}

export function gantt(figure: Gantt, place: Place): EChartsCoreOption {
  const { palette } = place;
  const rows = ganttRows(figure, place);
  const index = new Map(rows.map((row, at) => [row, at]));
  const data = figure.bars.flatMap((bar, number) => {
    const names = place.rows === 'pool' ? bar.pools : [patientRow(figure, bar.patient)];
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

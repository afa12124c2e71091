import { expect, test } from 'vitest';
import type { Gantt } from '../../src/charts/figure';
import { gantt, ganttRows } from '../../src/charts/kinds/gantt';
import type { Api, Place } from '../../src/charts/parts';
import { COMMON, PLACE, rowOf } from './sample';

const bar = (patient: number, pools: string[], start: number, outcome = 'finished') => ({ patient, pools, operation: 'expand', start, end: start + 1, outcome, note: `expand, patient ${patient + 1}` });
const GANTT: Gantt = { ...COMMON, kind: 'gantt', bars: [bar(2, ['room', 'people'], 3), bar(0, ['room'], 0), bar(0, ['people'], 1, 'failed')], operations: ['expand'], patient_name: 'Patient', first: 1, x: { label: 'Days' } };

interface Drawn {
  dataZoom: [{ endValue: number }, { endValue: number }];
  tooltip: { formatter: (at: { value: number[] }) => string };
  series: { name: string; data: number[][]; renderItem: (_: unknown, api: Api) => { children: { style: { stroke: string } }[] } }[];
}

const drawn = (figure: Gantt, rows: Place['rows']) => gantt(figure, { ...PLACE, rows }) as unknown as Drawn;

test('a Gantt has a row for each patient in their order, or for each pool', () => {
  expect(ganttRows(GANTT, { rows: 'patient' })).toEqual(['Patient 1', 'Patient 3']);
  expect(ganttRows({ ...GANTT, first: 0 }, { rows: 'patient' })).toEqual(['Patient 0', 'Patient 2']);
  expect(ganttRows(GANTT, { rows: 'pool' })).toEqual(['room', 'people']);
  expect(ganttRows({ ...GANTT, pools: ['people', 'room'] }, { rows: 'pool' })).toEqual(['people', 'room']);
});

test('work stands in the row of its patient, or in the rows of all pools it takes', () => {
  expect(drawn(GANTT, 'patient').series[0]!.data).toEqual([[1, 3, 4, 0], [0, 0, 1, 1], [0, 1, 2, 2]]);
  expect(drawn(GANTT, 'pool').series[0]!.data).toEqual([[0, 3, 4, 0], [1, 3, 4, 0], [0, 0, 1, 1], [1, 1, 2, 2]]);
});

test('thirty patients are seen at once, in the time they are worked on', () => {
  const long = { ...GANTT, bars: Array.from({ length: 50 }, (_, patient) => bar(patient, ['room'], patient)) };
  const [time, rows] = drawn(long, 'patient').dataZoom;
  expect(rows.endValue).toBe(29);
  expect(time.endValue).toBeCloseTo(30 * 1.02, 9);
});

test('work that failed has an edge of its own', () => {
  const [series] = drawn(GANTT, 'patient').series;
  const edges = series!.data.map((row) => series!.renderItem(undefined, rowOf(row)).children[0]!.style.stroke);
  expect(edges).toEqual([PLACE.palette.ground, PLACE.palette.ground, PLACE.palette.accent]);
});

test('what is pointed at says its note', () => {
  expect(drawn(GANTT, 'patient').tooltip.formatter({ value: [0, 1, 2, 2] })).toBe('expand, patient 1');
});

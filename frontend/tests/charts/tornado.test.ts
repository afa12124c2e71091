import { expect, test } from 'vitest';
import type { Tornado } from '../../src/charts/figure';
import { tornado } from '../../src/charts/kinds/tornado';
import type { Api } from '../../src/charts/parts';
import { COMMON, PLACE, rowOf } from './sample';

const FIGURE: Tornado = {
  ...COMMON,
  kind: 'tornado',
  items: [{ name: 'Vector price', low: 40, high: 70, at_low: 'at 1: 40', at_high: 'at 2: 70' }, { name: 'Failures', low: 55, high: 45, at_low: 'at 0.1: 55', at_high: 'at 0.3: 45' }],
  middle: 50,
  middle_name: 'as stated',
  axis: { label: 'Cost' },
};

interface Bar { shape: { x: number; width: number }; style: { fill: string; stroke?: string } }
interface Drawn {
  xAxis: { min: number; max: number };
  tooltip: { formatter: (at: { dataIndex: number }) => string };
  series: [{ data: number[][]; renderItem: (_: unknown, api: Api) => { children: Bar[] } }];
}

const drawn = tornado(FIGURE, PLACE) as unknown as Drawn;
const barsOf = (row: number) => drawn.series[0].renderItem(undefined, rowOf(drawn.series[0].data[row]!)).children;

test('the axis of a tornado reaches from the lowest end to the highest', () => {
  expect([drawn.xAxis.min, drawn.xAxis.max]).toEqual([40, 70]);
});

test('a number moves the result from the middle to both of its ends, filled at its lowest value and outlined at its highest', () => {
  const [outlined, filled] = barsOf(0);
  expect(filled!.shape).toMatchObject({ x: 400, width: 100 });
  expect(outlined!.shape).toMatchObject({ x: 500, width: 200 });
  expect(filled!.style.stroke).toBeUndefined();
  expect(outlined!.style.stroke).toBe(PLACE.palette.data);
});

test('the longer bar is drawn first, so that none hides the other', () => {
  expect(barsOf(0).map((bar) => bar.shape.width)).toEqual([200, 100]);
});

test('what is pointed at says both ends in words', () => {
  expect(drawn.tooltip.formatter({ dataIndex: 1 })).toBe('Failures\nat 0.1: 55\nat 0.3: 45');
});

import { expect, test } from 'vitest';
import type { Bars } from '../../src/charts/figure';
import { bars } from '../../src/charts/kinds/bars';
import type { Api } from '../../src/charts/parts';
import { COMMON, PLACE, rowOf } from './sample';

const FIGURE: Bars = {
  ...COMMON,
  kind: 'bars',
  items: [{ name: 'room', value: 0.5, low: 0.4, high: 0.6, tone: 'accent', note: '← most waited for' }, { name: 'people', value: 0.2, low: null, high: null }],
  axis: { label: 'Share', share: true, most: 1 },
};

interface Drawn {
  xAxis: { min?: number; max?: number };
  series: [{ data: { value: number; itemStyle: { color: string } }[] }, { data: number[][]; renderItem: (_: unknown, api: Api) => { children: { type: string; x?: number; style: { text?: string } }[] } }];
}

const drawn = (figure: Bars) => bars(figure, PLACE) as unknown as Drawn;
const endOf = (figure: Bars, row: number) => drawn(figure).series[1].renderItem(undefined, rowOf(drawn(figure).series[1].data[row]!)).children;

test('a bar takes the tone it names', () => {
  expect(drawn(FIGURE).series[0].data.map((bar) => bar.itemStyle.color)).toEqual([PLACE.palette.accent, PLACE.palette.data]);
});

test('an interval is drawn as a whisker, and the words stand behind it', () => {
  const wide: Bars = { ...FIGURE, items: [{ name: 'wait', value: 5, low: 4, high: 7, note: 'hours' }], axis: { label: 'Wait' } };
  const children = endOf(wide, 0);
  expect(children.map((child) => child.type)).toEqual(['line', 'line', 'line', 'text']);
  expect(children[3]).toMatchObject({ x: 76, style: { text: '5 hours' } });
});

test('a bar without an interval has its words alone', () => {
  expect(endOf(FIGURE, 1).map((child) => [child.type, child.style.text])).toEqual([['text', '20\u00a0%']]);
});

test('the axis begins at nothing, unless a value lies below; an axis of nothing but zeros ends at one', () => {
  expect(drawn(FIGURE).xAxis).toMatchObject({ min: 0, max: 1 });
  expect(drawn({ ...FIGURE, items: [{ name: 'gain', value: -2 }], axis: { label: 'Gain' } }).xAxis.min).toBeUndefined();
  expect(drawn({ ...FIGURE, items: [{ name: 'wait', value: 0 }], axis: { label: 'Wait' } }).xAxis.max).toBe(1);
});

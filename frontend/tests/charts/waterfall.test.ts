import { expect, test } from 'vitest';
import type { Waterfall } from '../../src/charts/figure';
import { waterfall } from '../../src/charts/kinds/waterfall';
import { COMMON, PLACE } from './sample';

const FIGURE: Waterfall = { ...COMMON, kind: 'waterfall', items: [{ name: 'Vector', value: 12000 }, { name: 'Labour', value: 6000 }, { name: 'Dose', value: 18000, total: true }], axis: { label: 'Cost', unit: 'EUR' } };

interface Drawn {
  series: [{ data: number[] }, { data: { value: number; itemStyle: { color: string } }[]; label: { formatter: (at: { dataIndex: number }) => string } }];
  yAxis: { data: string[]; inverse: boolean };
}

const drawn = waterfall(FIGURE, PLACE) as unknown as Drawn;

test('each step of a waterfall begins where the one before ends, and the total at nothing', () => {
  expect(drawn.series[0].data).toEqual([0, 12000, 0]);
  expect(drawn.series[1].data.map((step) => step.value)).toEqual([12000, 6000, 18000]);
});

test('the steps stand under one another from the first, and the total is told by its ink', () => {
  expect(drawn.yAxis).toMatchObject({ data: ['Vector', 'Labour', 'Dose'], inverse: true });
  expect(drawn.series[1].data.map((step) => step.itemStyle.color)).toEqual([PLACE.palette.data, PLACE.palette.data, PLACE.palette.ink]);
});

test('each step says its number at its end', () => {
  expect(drawn.series[1].label.formatter({ dataIndex: 1 })).toBe('6,000');
});

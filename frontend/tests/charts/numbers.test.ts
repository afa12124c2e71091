import { expect, test } from 'vitest';
import { decadeTick, decadeTicks, figures, percent, roundedDown, roundedUp } from '../../src/charts/numbers';

test('numbers are written with the digits that say something, in the reader’s language', () => {
  expect([52832.07, 4.123, 0.03519, 0, Number.NaN].map((value) => figures(value, 'en'))).toEqual(['52,832', '4.12', '0.035', '0', '–']);
  expect(figures(52832.07, 'fr').replace(/\s/g, ' ')).toBe('52 832');
  expect([percent(0.68, 'en'), percent(0.0371, 'fr')]).toEqual(['68\u00a0%', '3,7\u00a0%']);
});

test('axes end at round numbers, and logarithmic ones tell round numbers alone', () => {
  expect([roundedUp(171_000), roundedUp(52_832), roundedDown(826), roundedDown(0.07)]).toEqual([200_000, 60_000, 500, 0.05]);
  expect([decadeTick(1000, 'en'), decadeTick(454_600, 'en'), decadeTick(0.2, 'en')]).toEqual(['1,000', '', '0.2']);
});

test('a logarithmic axis has a tick at 1, 2 and 5 times each power of ten between its ends', () => {
  expect(decadeTicks(9.6, 961)).toEqual([10, 20, 50, 100, 200, 500]);
  expect(decadeTicks(2, 2)).toEqual([2]);
});

/** Where the charts of the tests are drawn, and what all figures say of themselves. */

import { paper } from '../../src/charts/palette';
import type { Api, Place } from '../../src/charts/parts';

export const PLACE: Place = { palette: paper(), width: 800, language: 'en', font: 'sans-serif' };
export const COMMON = { file: 'x', title: 'Vector is the largest part', unit: 'EUR of 2024', alt: 'Vector is the largest part.', source: 'Computed from a scenario' };

/** The row of data that is drawn, on a ground where a unit is ten pixels wide and twenty high. */
export const rowOf = (row: number[]): Api => ({
  value: (at) => row[at]!,
  coord: ([x, y]) => [x! * 10, y! * 20],
  size: ([x, y]) => [x! * 10, y! * 20],
});

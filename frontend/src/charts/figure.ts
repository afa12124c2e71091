/** What a figure of the page sends to be drawn: numbers and words, no looks; see `results/figures.py`. */

export type Tone = 'data' | 'ink' | 'accent' | 'amber' | 'soft';

export interface Axis {
  label: string;
  unit?: string;
  log?: boolean;
  share?: boolean;
  most?: number;
}

export interface Part {
  name: string;
  values: number[];
  tone?: Tone;
}

interface Common {
  /** What the figure is called where it is saved. */
  file: string;
  /** The finding, which is its title. */
  title: string;
  /** What is drawn, with its unit. */
  unit: string;
  /** The finding in words, read in place of the drawing. */
  alt: string;
  /** Where the numbers come from. */
  source: string;
}

export interface Waterfall extends Common {
  kind: 'waterfall';
  items: { name: string; value: number; total?: boolean }[];
  axis: Axis;
}

export interface Tornado extends Common {
  kind: 'tornado';
  items: { name: string; low: number; high: number; at_low: string; at_high: string; tone?: Tone }[];
  middle: number;
  middle_name: string;
  axis: Axis;
}

export interface Stacked extends Common {
  kind: 'stacked';
  rows: string[];
  parts: Part[];
  axis: Axis;
}

export interface Curves extends Common {
  kind: 'curves';
  series: { name: string; x: number[]; y: number[]; low?: number[]; high?: number[] }[];
  x: Axis;
  y: Axis;
  marks?: { x: number; name: string }[];
}

export interface Histogram extends Common {
  kind: 'histogram';
  start: number;
  width: number;
  counts: number[];
  x: Axis;
  y: Axis;
  marks?: { x: number; name: string }[];
}

export interface Bars extends Common {
  kind: 'bars';
  items: { name: string; value: number; low?: number | null; high?: number | null; tone?: Tone; note?: string }[];
  axis: Axis;
}

export interface Gantt extends Common {
  kind: 'gantt';
  bars: { patient: number; pools: string[]; operation: string; start: number; end: number; outcome: string; note: string }[];
  operations: string[];
  /** The rows by pool, where they are not to stand in the order of the bars. */
  pools?: string[];
  patient_name: string;
  /** The number that the first patient is told by. */
  first: number;
  x: Axis;
}

export interface Levels extends Common {
  kind: 'levels';
  step: number;
  series: { name: string; mean: number[]; most: number[]; units?: number | null }[];
  x: Axis;
  y: Axis;
}

export type Figure = Waterfall | Tornado | Stacked | Curves | Histogram | Bars | Gantt | Levels;

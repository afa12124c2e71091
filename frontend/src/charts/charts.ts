/**
 * The figures island.
 *
 *     <figure data-island="charts">
 *       <script type="application/json" data-figure>{"kind": "waterfall", …}</script>
 *       <div data-canvas role="img" aria-label="the finding in words"></div>
 *       <p data-tools> … links to the numbers as files … </p>
 *       <details data-table> the same numbers as a table </details>
 *     </figure>
 *
 * The table is the figure; the drawing is for those who see it and whose browser draws. Where it cannot be drawn, the
 * table is opened.
 */

import { BarChart, CustomChart, LineChart } from 'echarts/charts';
import { AxisPointerComponent, DataZoomInsideComponent, GridComponent, LegendComponent, MarkLineComponent, TitleComponent, TooltipComponent } from 'echarts/components';
import { init as start, use, type ECharts } from 'echarts/core';
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers';
import { debounced, element } from '../shared/dom';
import { language, readStrings, type Strings } from '../shared/strings';
import { watchTheme } from '../shared/theme';
import './charts.css';
import type { Figure, Gantt } from './figure';
import { ganttRows, patientRow } from './kinds/gantt';
import { heightOf, optionOf } from './options';
import { onScreen, paper } from './palette';
import type { Place } from './parts';
import { asPng, asSvg, give, savedDrawing, type Init } from './saving';
import { ENGLISH } from './words';

use([BarChart, CustomChart, LineChart, AxisPointerComponent, DataZoomInsideComponent, GridComponent, LegendComponent, MarkLineComponent, TitleComponent, TooltipComponent, CanvasRenderer, SVGRenderer]);

const init: Init = (place, options) => start(place, null, options);
const STEP = 0.25;

export function mount(island: HTMLElement): void {
  const canvas = island.querySelector<HTMLElement>('[data-canvas]');
  const sent = island.querySelector('script[data-figure]')?.textContent;
  if (!canvas || !sent) throw new Error('The figure has no numbers to draw.');
  const table = island.querySelector<HTMLDetailsElement>('details[data-table]');
  try {
    draw(island, canvas, JSON.parse(sent) as Figure);
  } catch (error) {
    canvas.hidden = true;
    if (table) table.open = true;
    throw error;
  }
}

function draw(island: HTMLElement, canvas: HTMLElement, figure: Figure): void {
  const say = readStrings(island, ENGLISH);
  let rows: Place['rows'] = 'patient';
  const place = (palette = onScreen(island)): Place => ({ palette, width: canvas.clientWidth, language: language(), font: getComputedStyle(island).fontFamily, rows });
  let chart: ECharts | undefined;

  function show(palette = onScreen(island)): void {
    const here = place(palette);
    const height = heightOf(figure, here);
    canvas.style.blockSize = `${height}px`;
    chart ??= init(canvas, { renderer: 'canvas', width: here.width, height });
    chart.resize({ width: here.width, height });
    chart.setOption(optionOf(figure, here), { notMerge: true });
  }

  show();
  // What was drawn before the page's type had come is drawn again in it.
  if (document.fonts && document.fonts.status !== 'loaded') void document.fonts.ready.then(() => show());
  let drawnFor = canvas.clientWidth;
  new ResizeObserver(debounced(() => {
    if (canvas.clientWidth === drawnFor || !canvas.clientWidth) return;
    drawnFor = canvas.clientWidth;
    show();
  }, 80)).observe(canvas);
  watchTheme(() => show());
  addEventListener('beforeprint', () => show(paper()));
  addEventListener('afterprint', () => show());
  addTools(island, figure, say, () => place(paper()));
  if (figure.kind === 'gantt') addMoves(canvas, figure, say, () => chart!, (chosen) => { rows = chosen; show(); });
}

function addTools(island: HTMLElement, figure: Figure, say: Strings, place: () => Place): void {
  const tools = island.querySelector('[data-tools]');
  if (!tools) return;
  const button = (words: string, long: string, action: () => void) => {
    const made = element('button', { type: 'button', class: 'figure-save', title: long, 'aria-label': `${words}: ${long}` }, words);
    made.addEventListener('click', action);
    return made;
  };
  tools.append(
    button(say('save_svg'), say('save_svg_long'), () => give(`${figure.file}.svg`, new Blob([asSvg(init, savedDrawing(figure, place()))], { type: 'image/svg+xml' }))),
    button(say('save_png'), say('save_png_long'), () => give(`${figure.file}.png`, asPng(init, savedDrawing(figure, place()), paper().ground))),
  );
}

/** Add what moves through a long Gantt, for keys, fingers and mice alike. */
function addMoves(canvas: HTMLElement, figure: Gantt, say: Strings, chart: () => ECharts, choose: (rows: NonNullable<Place['rows']>) => void): void {
  let layout: NonNullable<Place['rows']> = 'patient';
  const zoomed = (axis: 0 | 1) => (chart().getOption() as { dataZoom: { start: number; end: number }[] }).dataZoom[axis]!;
  const move = (axis: 0 | 1, change: (start: number, end: number) => [number, number]) => {
    const { start: from, end: to } = zoomed(axis);
    const [first, last] = change(from, to);
    const size = Math.min(last - first, 100);
    const low = Math.max(0, Math.min(first, 100 - size));
    chart().dispatchAction({ type: 'dataZoom', dataZoomIndex: axis, start: low, end: low + size });
  };
  const shift = (axis: 0 | 1, by: number) => move(axis, (from, to) => [from + by * (to - from), to + by * (to - from)]);
  const scale = (by: number) => move(0, (from, to) => {
    const middle = (from + to) / 2;
    const half = Math.min(50, Math.max(0.5, ((to - from) / 2) * by));
    return [middle - half, middle + half];
  });
  /** Show the time in which the rows that are seen are worked on. */
  const follow = () => {
    const rows = ganttRows(figure, { rows: layout });
    const { start: from, end: to } = zoomed(1);
    const first = Math.floor((from / 100) * rows.length);
    const last = Math.ceil((to / 100) * rows.length);
    const seen = new Set(rows.slice(first, last));
    const bars = figure.bars.filter((bar) => (layout === 'pool' ? bar.pools.some((pool) => seen.has(pool)) : seen.has(patientRow(figure, bar.patient))));
    if (!bars.length) return;
    chart().dispatchAction({ type: 'dataZoom', dataZoomIndex: 0, startValue: Math.min(...bars.map((bar) => bar.start)), endValue: Math.max(...bars.map((bar) => bar.end)) });
  };
  const button = (words: string, action: () => void) => {
    const made = element('button', { type: 'button', class: 'figure-move' }, words);
    made.addEventListener('click', action);
    return made;
  };
  const layouts = (['patient', 'pool'] as const).map((rows) => {
    const made = button(say(`by_${rows}`), () => {
      for (const other of layouts) other.setAttribute('aria-pressed', String(other === made));
      layout = rows;
      choose(rows);
    });
    made.setAttribute('aria-pressed', String(rows === 'patient'));
    return made;
  });
  const bar = element('div', { class: 'figure-moves', role: 'group', 'aria-label': say('move') },
    ...layouts,
    button(say('earlier'), () => shift(0, -STEP * 2)),
    button(say('later'), () => shift(0, STEP * 2)),
    button(say('up'), () => { shift(1, -STEP * 2); follow(); }),
    button(say('down'), () => { shift(1, STEP * 2); follow(); }),
    button(say('closer'), () => scale(0.5)),
    button(say('wider'), () => scale(2)),
    button(say('whole'), () => { move(0, () => [0, 100]); move(1, () => [0, 100]); }),
  );
  canvas.before(bar);
}

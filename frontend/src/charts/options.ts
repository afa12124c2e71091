/**
 * From a figure to what ECharts draws. Each kind is a function of the figure, the palette and the width alone, so
 * that the page, the saved picture and the printed page show the same.
 */

import type { EChartsCoreOption } from 'echarts/core';
import type { Figure } from './figure';
import { bars } from './kinds/bars';
import { curves } from './kinds/curves';
import { gantt, ganttRows } from './kinds/gantt';
import { histogram } from './kinds/histogram';
import { levelRoom, levels } from './kinds/levels';
import { stacked } from './kinds/stacked';
import { tornado } from './kinds/tornado';
import { waterfall } from './kinds/waterfall';
import { legendRoom, type Place } from './parts';
import { rowHeight } from './rows';

const AXIS_ROOM = 52;

/** Return how tall a figure is drawn. */
export function heightOf(figure: Figure, place: Place): number {
  switch (figure.kind) {
    case 'waterfall':
    case 'tornado':
    case 'bars':
      return figure.items.length * rowHeight(figure.items.map((item) => item.name), place.width) + AXIS_ROOM;
    case 'stacked':
      return figure.rows.length * 46 + AXIS_ROOM + legendRoom(figure.parts.map((part) => part.name), place.width);
    case 'gantt':
      return Math.min(Math.max(ganttRows(figure, place).length * 18, 160), 640) + AXIS_ROOM + 28 + legendRoom(figure.operations, place.width);
    case 'levels':
      return figure.series.length * levelRoom(place.width) + AXIS_ROOM;
    default:
      return place.width < 480 ? 280 : 340;
  }
}

export function optionOf(figure: Figure, place: Place): EChartsCoreOption {
  const common = {
    animation: false,
    backgroundColor: 'transparent',
    textStyle: { fontFamily: place.font, color: place.palette.ink, fontSize: 13 },
    aria: { enabled: false }, // the page says the finding itself
    tooltip: {
      renderMode: 'richText', // no markup: the page allows no style inside it
      confine: true,
      backgroundColor: place.palette.ground,
      borderColor: place.palette.strong,
      textStyle: { color: place.palette.ink, fontFamily: place.font, fontSize: 13 },
    },
  };
  return { ...common, ...of(figure, place) };
}

function of(figure: Figure, place: Place): EChartsCoreOption {
  switch (figure.kind) {
    case 'waterfall':
      return waterfall(figure, place);
    case 'tornado':
      return tornado(figure, place);
    case 'stacked':
      return stacked(figure, place);
    case 'curves':
      return curves(figure, place);
    case 'histogram':
      return histogram(figure, place);
    case 'bars':
      return bars(figure, place);
    case 'gantt':
      return gantt(figure, place);
    case 'levels':
      return levels(figure, place);
  }
}

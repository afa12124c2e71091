/** Names on the canvas: ink with a halo of the ground, so that they can be read over lines, in light and in dark. */

import type { NodeLabelDrawingFunction } from 'sigma/rendering';

const LONGEST = 34;

/** Return how to draw a name; `marked` also rings the thing itself. */
export function labelDrawer(colours: () => { ink: string; halo: string }, marked = false): NodeLabelDrawingFunction {
  return (context, data, settings) => {
    if (marked) {
      context.beginPath();
      context.arc(data.x, data.y, data.size + 4, 0, Math.PI * 2);
      context.strokeStyle = colours().ink;
      context.lineWidth = 2;
      context.stroke();
    }
    if (!data.label) return;
    const { ink, halo } = colours();
    const text = !marked && data.label.length > LONGEST ? `${data.label.slice(0, LONGEST - 1).trimEnd()}…` : data.label;
    context.font = `${marked ? 600 : 500} ${settings.labelSize}px ${settings.labelFont}`;
    context.lineJoin = 'round';
    context.lineWidth = 4;
    context.strokeStyle = halo;
    context.fillStyle = ink;
    const wanted = (data as { side?: string }).side === 'start' && !marked;
    // A name that would leave the frame goes to the other side, where there is room for it.
    const length = context.measureText(text).width + data.size + 5;
    const fitsAfter = data.x + length <= context.canvas.clientWidth;
    const before = (wanted || !fitsAfter) && data.x - length >= 0;
    context.textAlign = before ? 'right' : 'left';
    const [x, y] = [data.x + (before ? -1 : 1) * (data.size + 5), data.y + settings.labelSize / 3];
    context.strokeText(text, x, y);
    context.fillText(text, x, y);
  };
}

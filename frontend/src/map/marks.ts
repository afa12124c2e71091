/** The mark of a place or of a group of places: a ring that shows the types of actors, with the count inside. */

import { TYPES, type ActorType } from '../shared/actors';
import { element } from '../shared/dom';
import { arcsOf, radiusOf } from './places';

const SVG = 'http://www.w3.org/2000/svg';

export interface MarkContent {
  label: string;
  counts: Record<ActorType, number>;
  town_only: boolean;
  group: boolean;
}

/** Return the button that stands for a place; `pressed` is called on a click. */
export function mark(content: MarkContent, pressed: () => void): HTMLButtonElement {
  const total = TYPES.reduce((sum, type) => sum + content.counts[type], 0);
  const radius = radiusOf(total);
  const ring = Math.max(3.5, radius * 0.26);
  const size = 2 * (radius + 3);
  const svg = drawn('svg', { width: size, height: size, viewBox: `${-size / 2} ${-size / 2} ${size} ${size}`, 'aria-hidden': 'true' });
  svg.append(drawn('circle', { r: radius, class: 'map-mark-ground' }));
  if (content.town_only && !content.group) svg.append(drawn('circle', { r: radius + 2, class: 'map-mark-vague' }));
  for (const { type, from, to } of arcsOf(content.counts)) {
    const shape = to - from > 0.999 ? drawn('circle', { r: radius - ring / 2 }) : drawn('path', { d: arc(radius - ring / 2, from, to) });
    shape.setAttribute('class', `map-mark-arc type-${type}`);
    shape.setAttribute('stroke-width', String(ring));
    svg.append(shape);
  }
  const count = drawn('text', { class: 'map-mark-count', 'text-anchor': 'middle', dy: '0.36em', 'font-size': total > 99 ? 12 : 13 });
  count.textContent = String(total);
  svg.append(count);
  // The list of places is the way by keyboard; forty stops of the tabulator in the map would only be in the way.
  const button = element('button', { type: 'button', class: content.group ? 'map-mark is-group' : 'map-mark', 'aria-label': content.label, title: content.label, tabindex: -1 }, svg);
  button.addEventListener('click', (event) => {
    event.stopPropagation();
    pressed();
  });
  return button;
}

function drawn<Tag extends keyof SVGElementTagNameMap>(tag: Tag, attributes: Record<string, string | number>): SVGElementTagNameMap[Tag] {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
}

function arc(radius: number, from: number, to: number): string {
  const at = (turn: number) => `${(radius * Math.sin(2 * Math.PI * turn)).toFixed(2)} ${(-radius * Math.cos(2 * Math.PI * turn)).toFixed(2)}`;
  return `M${at(from)}A${radius} ${radius} 0 ${to - from > 0.5 ? 1 : 0} 1 ${at(to)}`;
}

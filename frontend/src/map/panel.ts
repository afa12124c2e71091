/** The panel over the map: the list of places, or who is at one of them. */

import { actorType } from '../shared/actors';
import { element } from '../shared/dom';
import '../shared/panel.css';
import type { Strings } from '../shared/strings';
import type { Place } from './places';

export interface Panel {
  showPlaces(places: readonly Place[]): void;
  showPlace(place: Place): void;
  close(): void;
  readonly open: boolean;
}

/** Return the panel, built inside `frame`; `picked` is called with a place chosen from the list. */
export function makePanel(frame: HTMLElement, say: Strings, picked: (place: Place) => void, closed: () => void): Panel {
  const title = element('h2', { class: 'island-panel-title', tabindex: -1 });
  const shut = element('button', { type: 'button', class: 'island-panel-close', 'aria-label': say('close') }, '×');
  const body = element('div', { class: 'island-panel-body' });
  const panel = element('section', { class: 'island-panel', hidden: true, 'aria-label': say('panel') }, element('div', { class: 'island-panel-head' }, title, shut), body);
  frame.append(panel);
  let places: readonly Place[] = [];

  const close = () => {
    if (panel.hidden) return;
    const hadFocus = panel.contains(document.activeElement);
    panel.hidden = true;
    if (hadFocus) closed();
  };
  const open = (heading: string, ...content: HTMLElement[]) => {
    title.textContent = heading;
    body.replaceChildren(...content);
    body.scrollTop = 0;
    panel.hidden = false;
    title.focus({ preventScroll: true });
  };
  shut.addEventListener('click', close);
  panel.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    close();
  });

  function showPlaces(all: readonly Place[]): void {
    places = all;
    const list = element('ul', { class: 'island-panel-list' });
    for (const place of all) {
      const button = element('button', { type: 'button', class: 'map-panel-place' },
        element('span', {}, place.town || place.organisations[0]?.name), element('span', { class: 'map-panel-count' }, String(place.organisations.length)));
      button.addEventListener('click', () => picked(place));
      list.append(element('li', {}, button));
    }
    open(say('places', { count: all.length }), all.length ? list : element('p', {}, say('nothing')));
  }

  function showPlace(place: Place): void {
    const list = element('ul', { class: 'island-panel-list' });
    for (const one of place.organisations) {
      list.append(element('li', { class: 'map-panel-row' },
        element('span', { class: `map-dot type-${actorType(one.type)}`, 'aria-hidden': 'true' }),
        element('span', {}, element('a', { href: one.url }, one.name),
          element('span', { class: 'map-panel-type' }, one.current ? one.type_label : `${one.type_label} · ${say('not_current')}`))));
    }
    const back = element('button', { type: 'button', class: 'map-panel-back' }, say('all_places'));
    back.addEventListener('click', () => showPlaces(places));
    open(`${place.town || say('place')} · ${say('organisations', { count: place.organisations.length })}`,
      ...(place.town_only ? [element('p', { class: 'map-panel-note' }, say('town_only'))] : []), list, back);
  }

  return { showPlaces, showPlace, close, get open() { return !panel.hidden; } };
}

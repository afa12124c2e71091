/** The panel beside the network: who is chosen, and its relations in words. */

import { element } from '../shared/dom';
import '../shared/panel.css';
import type { Strings } from '../shared/strings';
import { hueOf, shapeOf, type NodeData, type Tie } from './graph';

export interface Panel {
  show(node: NodeData, ties: readonly Tie[], focus: boolean): void;
  close(): void;
}

interface Actions {
  choose(key: string): void;
  surround(key: string): void;
  closed(): void;
}

export function makePanel(frame: HTMLElement, say: Strings, actions: Actions): Panel {
  const title = element('h2', { class: 'island-panel-title', tabindex: -1 });
  const shut = element('button', { type: 'button', class: 'island-panel-close', 'aria-label': say('close') }, '×');
  const body = element('div', { class: 'island-panel-body' });
  const panel = element('section', { class: 'island-panel', 'aria-label': say('details'), hidden: true }, element('div', { class: 'island-panel-head' }, title, shut), body);
  frame.append(panel);

  const close = () => {
    if (panel.hidden) return;
    panel.hidden = true;
    actions.closed();
  };
  shut.addEventListener('click', close);
  panel.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    close();
  });

  function show(node: NodeData, ties: readonly Tie[], focus: boolean): void {
    title.replaceChildren(swatch(hueOf(node), shapeOf(node.kind)), ` ${node.label}`);
    const surround = element('button', { type: 'button', class: 'net-tool' }, say('only_around'));
    surround.addEventListener('click', () => actions.surround(node.key));
    body.replaceChildren(
      element('p', { class: 'net-panel-lead' }, say('relations', { count: ties.length })),
      element('p', { class: 'net-panel-actions' }, node.url ? element('a', { href: node.url }, say('open_page')) : null, surround),
      ...(ties.length ? grouped(ties) : [element('p', {}, say('no_relation'))]),
    );
    body.scrollTop = 0;
    panel.hidden = false;
    if (focus) title.focus({ preventScroll: true });
  }

  function grouped(ties: readonly Tie[]): HTMLElement[] {
    const groups = new Map<string, HTMLElement>();
    const parts: HTMLElement[] = [];
    for (const tie of ties) {
      // Without words for the way back the relation is told from the other side: "X takes part in" under "… takes part in".
      const words = tie.forward ? tie.words : `… ${tie.words}`;
      let list = groups.get(words);
      if (!list) {
        list = element('ul', { class: 'island-panel-list' });
        groups.set(words, list);
        parts.push(element('h3', { class: 'net-panel-words' }, words), list);
      }
      const choose = element('button', { type: 'button', class: 'net-panel-name' }, swatch(hueOf(tie.node), shapeOf(tie.node.kind)), element('span', {}, tie.node.label));
      choose.addEventListener('click', () => actions.choose(tie.node.key));
      list.append(element('li', {}, choose));
    }
    return parts;
  }

  return { show, close };
}

/** Return the small shape that stands for a thing in lists and legends. */
export const swatch = (hue: string, shape: string) => element('span', { class: `net-swatch is-${shape} ${hue}`, 'aria-hidden': 'true' });

/**
 * The keyboard of the review. Every page works without it: all of these are buttons, links and panels.
 *
 *     a r s u      press the button that bears the key        n p ?   unfold a panel and go into it
 *     w            go to the field                            ← →     the pair before, the pair after
 */

import { act, asked, isTyping } from './keys';

const CHOICE = 'biovaliance.review.single-keys';

export function mount(place: HTMLElement): void {
  const choice = place.querySelector<HTMLElement>('[data-keys-choice]');
  const box = choice?.querySelector<HTMLInputElement>('input');
  let singleKeys = remembered();
  if (choice && box) {
    choice.hidden = false;
    box.checked = singleKeys;
    box.addEventListener('change', () => {
      singleKeys = box.checked;
      remember(singleKeys);
    });
  }
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') return leave(event);
    const found = asked(place, event, event.target, singleKeys);
    if (!found) return;
    event.preventDefault();
    act(found);
  });
  sendOnce(place);
  offerFormerName(place);
}

function leave(event: KeyboardEvent): void {
  const target = event.target instanceof HTMLElement ? event.target : null;
  const panel = target?.closest('details');
  if (panel?.open) {
    panel.open = false;
    panel.querySelector('summary')?.focus();
  } else if (isTyping(target)) target?.blur();
}

/** A second press while the first one is under way would be told that the pair was decided meanwhile. */
function sendOnce(place: HTMLElement): void {
  let isSent = false;
  place.addEventListener('submit', (event) => {
    if (isSent) event.preventDefault();
    isSent = true;
  });
  addEventListener('pageshow', () => { isSent = false; });
}

/** Whoever says which one bears the older name finds that name in the field, unless they wrote another. */
function offerFormerName(place: HTMLElement): void {
  const field = place.querySelector<HTMLInputElement>('#former_name');
  if (!field) return;
  let offered = '';
  for (const radio of place.querySelectorAll<HTMLInputElement>('input[data-name]')) {
    radio.addEventListener('change', () => {
      if (field.value === offered) field.value = offered = radio.dataset['name'] ?? '';
    });
  }
}

function remembered(): boolean {
  try {
    return localStorage.getItem(CHOICE) !== 'no';
  } catch {
    return true; // storage is refused: the choice holds for this page
  }
}

function remember(singleKeys: boolean): void {
  try {
    localStorage.setItem(CHOICE, singleKeys ? 'yes' : 'no');
  } catch {
    // as above
  }
}

/** Which key means what on the review's pages: what bears `aria-keyshortcuts` is pressed, opened or focused. */

export type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing' | 'repeat'>;

const TYPED = 'input:not([type="radio"], [type="checkbox"]), textarea, select, [contenteditable]';

/** Whether keys pressed in `target` are text. */
export const isTyping = (target: EventTarget | null): boolean => target instanceof Element && target.matches(TYPED);

/** Whether a radio button or the like needs the arrow keys for itself. */
const keepsArrows = (target: EventTarget | null): boolean => target instanceof Element && target.matches('input[type="radio"]');

/** Return what a key press on `target` asks for inside `place`, null where it asks for nothing. */
export function asked(place: ParentNode, press: Press, target: EventTarget | null, singleKeys: boolean): HTMLElement | null {
  if (press.ctrlKey || press.metaKey || press.altKey || press.isComposing || press.repeat || isTyping(target)) return null;
  const isArrow = press.key.startsWith('Arrow');
  if (isArrow ? keepsArrows(target) : !singleKeys && press.key !== '?') return null;
  const key = isArrow ? press.key : press.key.toLowerCase();
  return [...place.querySelectorAll<HTMLElement>('[aria-keyshortcuts]')].find((found) => found.getAttribute('aria-keyshortcuts') === key) ?? null;
}

/** Do what an element is there for: fields take the focus, summaries unfold and lead into their fields, the rest is pressed. */
export function act(found: HTMLElement): void {
  if (found instanceof HTMLInputElement) return found.focus();
  const panel = found.matches('summary') ? found.parentElement : null;
  if (!(panel instanceof HTMLDetailsElement)) return found.click();
  panel.open = !panel.open;
  const first = panel.open ? panel.querySelector<HTMLElement>('form input:not([type="hidden"])') : null;
  (first ?? found).focus();
}

/** [data-copy] copies its value, or the text of the element it names (`#id`), and says so with [data-copied]. */

import { announce } from './announcing';

const SHOWN_MS = 2500;

export function watchCopyButtons(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy][hidden]')) button.hidden = false;
  document.addEventListener('click', async (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-copy]') : null;
    if (!button) return;
    try {
      await navigator.clipboard.writeText(textToCopy(button.dataset['copy'] ?? ''));
    } catch {
      selectSource(button.dataset['copy'] ?? ''); // refused, or not a secure page: the reader can copy by hand
      return;
    }
    const said = button.dataset['copied'];
    if (!said || button.dataset['state'] === 'copied') return;
    const label = button.querySelector('[data-copy-label]') ?? button;
    const before = [...label.childNodes];
    button.dataset['state'] = 'copied';
    label.replaceChildren(said);
    announce(said);
    setTimeout(() => {
      label.replaceChildren(...before);
      delete button.dataset['state'];
    }, SHOWN_MS);
  });
}

function textToCopy(given: string): string {
  const source = sourceOf(given);
  if (source instanceof HTMLInputElement || source instanceof HTMLTextAreaElement) return source.value;
  return source?.textContent?.trim() ?? given;
}

function selectSource(given: string): void {
  const source = sourceOf(given);
  if (source instanceof HTMLInputElement || source instanceof HTMLTextAreaElement) source.select();
  else if (source) getSelection()?.selectAllChildren(source);
}

const sourceOf = (given: string) => (given.startsWith('#') ? document.getElementById(given.slice(1)) : null);

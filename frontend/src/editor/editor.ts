/**
 * The editor of scenarios with script: what is written is checked while it is written, and what it comes to is told
 * beside it, without moving the page.
 *
 *     typing, choosing, buttons ──> POST the form to data-src ──> [data-live] regions put in place
 *
 * Without script the same form is sent by its buttons. A region the reader types in is never replaced under their
 * hands: of the form only the problems beside the fields and what the fields said (`seen`) are renewed then.
 */

import { debounced } from '../shared/dom';
import { readStrings } from '../shared/strings';

const PAUSE_MS = 450;
const MOST_STATES = 100;

const ENGLISH = {
  checking: 'Checking…',
  right: 'The scenario can be used.',
  wrong_one: '1 problem.',
  wrong_other: '{count} problems.',
  failed: 'The check did not answer; the Check button still works.',
  slow: 'Too many checks in a short time; the next one is made in a while.',
  tooLong: 'The text is too long.',
  undone: 'The last change was taken back.',
};

type From = 'text' | 'fields' | 'button';

export function mount(place: HTMLElement): void {
  if (!(place instanceof HTMLFormElement)) return;
  const form = place;
  const source = form.dataset['src'];
  const status = form.querySelector<HTMLElement>('[data-status]');
  const undo = form.querySelector<HTMLButtonElement>('[data-undo]');
  if (!source || !status || !undo) return;
  const say = readStrings(form, ENGLISH);
  const text = () => form.querySelector<HTMLTextAreaElement>('textarea[name="text"]')!;
  const states: string[] = [];
  const begun = text().value;
  let shown = begun;
  let running: AbortController | undefined;
  let leaving = false;

  async function ask(from: From, button?: { name: string; value: string }, forget = false): Promise<void> {
    running?.abort();
    const mine = (running = new AbortController());
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === 'string') body.append(name, value);
    body.set('do', button?.value ?? 'check');
    if (forget) body.delete('seen');
    status!.textContent = say('checking');
    try {
      const answer = await fetch(source!, { method: 'POST', body, signal: mine.signal, headers: { Accept: 'text/html' } });
      if (mine.signal.aborted) return;
      if (!answer.ok) {
        status!.textContent = say(answer.status === 429 ? 'slow' : answer.status === 413 ? 'tooLong' : 'failed');
        return;
      }
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
      if (mine.signal.aborted) return;
      take(fresh, from, forget);
    } catch {
      if (!mine.signal.aborted) status!.textContent = say('failed');
    }
  }

  function take(fresh: Document, from: From, forget: boolean): void {
    replace(fresh, 'answer');
    if (from === 'fields') renewProblems(fresh);
    else replace(fresh, 'form');
    const written = fresh.querySelector<HTMLTextAreaElement>('textarea[name="text"]')?.value ?? text().value;
    if (from !== 'text' && text().value !== written) {
      const { scrollTop, scrollLeft } = text();
      text().value = written;
      text().scrollTo(scrollLeft, scrollTop);
    }
    if (!forget && written !== shown) {
      states.push(shown);
      if (states.length > MOST_STATES) states.shift();
    }
    shown = written;
    undo!.hidden = states.length === 0;
    const region = form.querySelector<HTMLElement>('[data-live="answer"]');
    const count = Number(region?.dataset['problems'] ?? 0);
    status!.textContent = region?.dataset['right'] ? say('right') : count ? say('wrong', { count }) : '';
  }

  function replace(fresh: Document, name: string): void {
    const old = form.querySelector<HTMLElement>(`[data-live="${name}"]`);
    const next = fresh.querySelector<HTMLElement>(`[data-live="${name}"]`);
    if (!old || !next) return;
    const held = document.activeElement instanceof HTMLElement && old.contains(document.activeElement) ? document.activeElement : null;
    const open = [...old.querySelectorAll('details')].map((each) => each.open);
    const samePart = valueOf(old, 'part') === valueOf(next, 'part');
    old.replaceWith(document.importNode(next, true));
    const put = form.querySelector<HTMLElement>(`[data-live="${name}"]`)!;
    if (samePart) [...put.querySelectorAll('details')].forEach((each, place) => (each.open = open[place] ?? each.open));
    if (held) giveBack(put, held);
  }

  const valueOf = (root: ParentNode, name: string) => root.querySelector<HTMLInputElement>(`input[name="${name}"]`)?.value;

  function giveBack(root: HTMLElement, held: HTMLElement): void {
    const name = held.getAttribute('name') ?? '';
    const value = held.getAttribute('value') ?? '';
    const fields = [...root.querySelectorAll<HTMLElement>('button, input, select, textarea')];
    const same = fields.find((field) => field.getAttribute('name') === name && (name !== 'do' || field.getAttribute('value') === value));
    (same ?? root.querySelector<HTMLElement>('#editor-part'))?.focus();
  }

  function renewProblems(fresh: Document): void {
    for (const slot of form.querySelectorAll<HTMLElement>('.field-problems[id]')) {
      const next = fresh.getElementById(slot.id);
      slot.replaceChildren(...(next ? [...next.childNodes].map((node) => document.importNode(node, true)) : []));
      slot.closest('.editor-field')?.classList.toggle('is-wrong', slot.childElementCount > 0);
    }
    const old = form.querySelector<HTMLInputElement>('input[name="seen"]');
    const next = fresh.querySelector<HTMLInputElement>('input[name="seen"]');
    if (old && next) old.value = next.value;
  }

  const typedText = debounced(() => void ask('text'), PAUSE_MS);
  const typedField = debounced(() => void ask('fields'), PAUSE_MS);

  form.addEventListener('input', (event) => {
    if (!(event.target instanceof HTMLElement)) return;
    if (event.target === text()) typedText();
    else if (event.target instanceof HTMLInputElement && event.target.type === 'text') typedField();
    else if (event.target instanceof HTMLTextAreaElement) typedField();
  });
  form.addEventListener('change', (event) => {
    const changed = event.target;
    if (changed instanceof HTMLSelectElement || (changed instanceof HTMLInputElement && changed.type === 'checkbox')) {
      typedField.cancel();
      void ask('button');
    }
  });
  form.addEventListener('submit', (event) => {
    const button = event.submitter instanceof HTMLButtonElement ? event.submitter : null;
    if (button?.value === 'keep') {
      leaving = true;
      return;
    }
    event.preventDefault();
    typedText.cancel();
    typedField.cancel();
    void ask('button', button ? { name: button.name, value: button.value } : undefined).then(() => {
      if (button?.value.startsWith('open:') || button?.value.startsWith('add:')) showForm();
    });
  });
  undo.addEventListener('click', () => {
    const before = states.pop();
    if (before === undefined) return;
    text().value = before;
    void ask('button', undefined, true).then(() => (status!.textContent = say('undone')));
  });
  addEventListener('beforeunload', (event) => {
    if (!leaving && text().value !== begun) event.preventDefault();
  });

  function showForm(): void {
    const head = form.querySelector<HTMLElement>('#editor-part');
    const top = head?.getBoundingClientRect().top ?? 0;
    if (head && (top < 0 || top > innerHeight * 0.7)) head.scrollIntoView({ block: 'start' });
  }
}

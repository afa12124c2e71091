/**
 * Search as you type, on top of the site's GET search form.
 *
 *     <form data-island="suggest" data-src="/fr/search/suggest/"> … <input type="search" name="q"> … </form>
 *
 * The reader keeps the ordinary form: Enter without a chosen suggestion searches. With one, its page opens.
 */

import { debounced, element, freshId } from '../shared/dom';
import { readStrings, type Strings } from '../shared/strings';
import { flattened, moved, type Answer, type Choice } from './choices';
import './suggest.css';

const PAUSE_MS = 120;

const ENGLISH = {
  suggestions: 'Suggestions',
  count_one: '{count} suggestion, use the up and down arrows',
  count_other: '{count} suggestions, use the up and down arrows',
  none: 'No suggestion; press Enter to search everywhere',
  did_you_mean: 'Did you mean',
  all_results: 'All results for “{query}”',
};

export function mount(place: HTMLElement): void {
  const input = place.querySelector<HTMLInputElement>('input[type="search"], input[name="q"]');
  const source = place.dataset['src'];
  if (!input || !source) return;
  const form = input.form;
  const say = readStrings(place, ENGLISH);
  const cache = new Map<string, Answer>();

  const list = element('div', { class: 'suggest-list', role: 'listbox', id: freshId('suggest'), 'aria-label': say('suggestions'), hidden: true });
  const status = element('p', { class: 'visually-hidden', role: 'status' });
  place.classList.add('suggest');
  (input.closest('.search-line') ?? input).after(list);
  place.append(status);
  for (const [name, value] of Object.entries({ role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': list.id, autocomplete: 'off' })) {
    input.setAttribute(name, value);
  }

  let choices: Choice[] = [];
  let chosen = -1;
  let running: AbortController | undefined;

  const close = () => {
    running?.abort();
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    choose(-1);
  };

  function choose(index: number): void {
    chosen = index;
    const options = [...list.querySelectorAll<HTMLElement>('[role="option"]')];
    options.forEach((option, at) => option.setAttribute('aria-selected', String(at === index)));
    const option = options[index];
    if (option) {
      input!.setAttribute('aria-activedescendant', option.id);
      option.scrollIntoView({ block: 'nearest' });
    } else input!.removeAttribute('aria-activedescendant');
  }

  function show(answer: Answer): void {
    choices = flattened(answer, searchAddress(form, input!));
    list.replaceChildren(...drawn(answer, choices, list.id, say));
    const found = choices.filter((choice) => choice.type === 'result').length;
    status.textContent = found ? say('count', { count: found }) : say('none');
    list.hidden = choices.length === 0;
    input!.setAttribute('aria-expanded', String(!list.hidden));
    choose(-1);
  }

  async function ask(): Promise<void> {
    const query = input!.value.trim();
    if (query.length < 2) return close();
    const known = cache.get(query);
    if (known) return show(known);
    running?.abort();
    const mine = (running = new AbortController());
    const address = new URL(source!, location.href);
    address.searchParams.set('q', query);
    try {
      const reply = await fetch(address, { signal: mine.signal, headers: { Accept: 'application/json' } });
      if (!reply.ok) return close();
      const answer = (await reply.json()) as Answer;
      cache.set(query, answer);
      if (!mine.signal.aborted && input!.value.trim() === query) show(answer);
    } catch {
      if (!mine.signal.aborted) close(); // without the network the form itself still works, or says why not
    }
  }

  const askSoon = debounced(() => void ask(), PAUSE_MS);
  input.addEventListener('input', askSoon);
  input.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (event.key === 'ArrowDown' && list.hidden) {
      event.preventDefault();
      void ask();
      return;
    }
    if (list.hidden) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      askSoon.cancel();
      return close();
    }
    const choice = choices[chosen];
    if (event.key === 'Enter' && choice) {
      event.preventDefault();
      location.assign(choice.url);
      return;
    }
    const next = moved(chosen, choices.length, event.key);
    if (next !== null) {
      event.preventDefault();
      choose(next);
    }
  });
  // The pointer leaves the focus in the box, so that a click on a suggestion is not lost to "focusout".
  list.addEventListener('mousedown', (event) => event.preventDefault());
  place.addEventListener('focusout', (event) => { if (!place.contains(event.relatedTarget as Node | null)) { askSoon.cancel(); close(); } });
  form?.addEventListener('submit', () => { askSoon.cancel(); close(); });
  if (input.value.trim().length >= 2 && input.value !== input.defaultValue) void ask();
}

function searchAddress(form: HTMLFormElement | null, input: HTMLInputElement): string {
  const address = new URL(form?.getAttribute('action') || location.href, location.href);
  address.search = new URLSearchParams([[input.name || 'q', input.value.trim()]]).toString();
  return address.href;
}

function drawn(answer: Answer, choices: Choice[], id: string, say: Strings): HTMLElement[] {
  const parts: HTMLElement[] = [];
  const groups = new Map<number, HTMLElement>();
  choices.forEach((choice, at) => {
    const option = element('a', { class: `suggest-option suggest-${choice.type}`, role: 'option', id: `${id}-${at}`, href: choice.url, tabindex: -1, 'aria-selected': 'false' });
    if (choice.type === 'correction') option.append(`${say('did_you_mean')} `, element('em', {}, choice.text));
    if (choice.type === 'all') option.append(say('all_results', { query: answer.query }));
    if (choice.type !== 'result') return void parts.push(option);
    option.append(element('span', { class: 'suggest-title' }, ...choice.title.map(([text, lit]) => (lit ? element('mark', {}, text) : text))));
    if (choice.subtitle) option.append(element('span', { class: 'suggest-detail' }, choice.subtitle));
    if (choice.reason) option.append(element('span', { class: 'suggest-reason' }, choice.reason));
    let group = groups.get(choice.group);
    if (!group) {
      group = groupOf(answer, choice.group, id);
      groups.set(choice.group, group);
      parts.push(group);
    }
    group.append(option);
  });
  return parts;
}

function groupOf(answer: Answer, at: number, id: string): HTMLElement {
  const heading = element('div', { class: 'suggest-heading', id: `${id}-group-${at}`, role: 'presentation' }, answer.groups[at]?.label);
  return element('div', { role: 'group', 'aria-labelledby': heading.id, class: `suggest-group kind-${answer.groups[at]?.kind}` }, heading);
}

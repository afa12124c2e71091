/**
 * Filters that answer at once. Without script `form[data-autosubmit]` is an ordinary GET form; with it
 *
 *     a change ──> fetch the same address ──> replace each [data-results] ──> history ──> "results:changed"
 *
 * A region is known by the value of `data-results`, or by its id. What the reader has in hand stays: the focus, the
 * text being typed, the unfolded groups. Links inside a region that lead to the same page (page 2, "remove this filter")
 * go the same way. An element with `data-results-count` inside a region is read out.
 */

import { debounced } from '../shared/dom';
import { announce } from './announcing';
import { keepHand } from './hand';

const TYPING_PAUSE_MS = 300;
const FORM = 'form[data-autosubmit]';

type History = 'push' | 'replace' | 'none';

/** Return the address a GET form leads to, without the fields left empty, so that addresses stay short and shareable. */
export function addressOf(form: HTMLFormElement, base: string = location.href): URL {
  const address = new URL(form.getAttribute('action') || '', base);
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === 'string' && value !== '') query.append(name, value);
  }
  address.search = query.toString();
  address.hash = '';
  return address;
}

/** Make every autosubmitted form instant; `renewed` is called with each region put in place. */
export function watchFilters(renewed: (region: ParentNode) => void): void {
  let running: AbortController | undefined;
  let typingBurst = false;
  if (document.querySelector('[data-results]')) history.replaceState({ partial: true }, '');

  async function show(address: URL, how: History): Promise<void> {
    running?.abort();
    const mine = (running = new AbortController());
    const regions = resultRegions(document);
    for (const region of regions.values()) region.setAttribute('aria-busy', 'true');
    try {
      const answer = await fetch(address, { signal: mine.signal, headers: { Accept: 'text/html' } });
      if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      if (mine.signal.aborted) return;
      if (how === 'push') history.pushState({ partial: true }, '', address);
      if (how === 'replace') history.replaceState({ partial: true }, '', address);
      if (page.title) document.title = page.title;
      followLanguages(page);
      replaceRegions(page, renewed);
      document.dispatchEvent(new CustomEvent('results:changed', { detail: { query: address.search.replace(/^\?/, '') } }));
    } catch (error) {
      if (mine.signal.aborted) return;
      console.warn('The results could not be refreshed in place; loading the page.', error);
      location.assign(address);
    }
  }

  const submit = (form: HTMLFormElement, how: History) => void show(addressOf(form), how);
  const typed = debounced((form: HTMLFormElement) => {
    submit(form, typingBurst ? 'replace' : 'push');
    typingBurst = true;
  }, TYPING_PAUSE_MS);

  document.addEventListener('input', (event) => {
    const form = instantForm(event.target);
    if (form && isText(event.target)) typed(form);
  });
  document.addEventListener('change', (event) => {
    const form = instantForm(event.target);
    if (!form || isText(event.target)) return;
    typed.cancel();
    typingBurst = false;
    submit(form, 'push');
  });
  document.addEventListener('submit', (event) => {
    const form = event.target instanceof HTMLFormElement && event.target.matches(FORM) ? event.target : null;
    if (!form || !canReplace(addressOf(form))) return;
    event.preventDefault();
    typed.cancel();
    submit(form, typingBurst ? 'replace' : 'push');
    typingBurst = false;
  });
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('[data-results] a[href]') : null;
    if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const address = new URL(link.href);
    if (link.target || link.hasAttribute('download') || link.hasAttribute('data-whole-page') || address.hash || !canReplace(address)) return;
    event.preventDefault();
    void show(address, 'push').then(() => {
      for (const form of document.querySelectorAll<HTMLFormElement>(FORM)) fillForm(form, address.searchParams);
      const top = document.querySelector<HTMLElement>('[data-results]');
      if (top && top.getBoundingClientRect().top < 0) top.scrollIntoView({ block: 'start' });
    });
  });
  addEventListener('popstate', (event) => {
    if (!(event.state as { partial?: boolean } | null)?.partial) return;
    const address = new URL(location.href);
    for (const form of document.querySelectorAll<HTMLFormElement>(FORM)) fillForm(form, address.searchParams);
    void show(address, 'none');
  });
}

function instantForm(target: EventTarget | null): HTMLFormElement | null {
  const form = target instanceof HTMLInputElement || target instanceof HTMLSelectElement ? target.form : null;
  return form?.matches(FORM) && canReplace(addressOf(form)) ? form : null;
}

const isText = (target: EventTarget | null) =>
  target instanceof HTMLInputElement && /^(text|search|number|email|url)$/.test(target.type);

const canReplace = (address: URL) =>
  address.origin === location.origin && address.pathname === location.pathname && document.querySelector('[data-results]') !== null;

function resultRegions(root: ParentNode): Map<string, HTMLElement> {
  const regions = [...root.querySelectorAll<HTMLElement>('[data-results]')];
  return new Map(regions.map((region) => [region.dataset['results'] || region.id, region]));
}

function replaceRegions(page: Document, renewed: (region: ParentNode) => void): void {
  const fresh = resultRegions(page);
  for (const [name, region] of resultRegions(document)) {
    const next = fresh.get(name);
    const restore = keepHand(region);
    region.replaceChildren(...(next ? [...next.childNodes].map((node) => document.importNode(node, true)) : []));
    region.removeAttribute('aria-busy');
    restore();
    renewed(region);
  }
  const count = document.querySelector('[data-results-count], [data-results] .results-count');
  if (count) announce(count.textContent?.trim() ?? '');
}

/** Let the links to the other language keep the choice that `page` was asked for with. */
function followLanguages(page: Document): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a[rel=alternate][hreflang]')) {
    const fresh = page.querySelector(`a[rel=alternate][hreflang="${link.hreflang}"]`)?.getAttribute('href');
    if (fresh) link.setAttribute('href', fresh);
  }
}

/** Set the fields of a form to what a query says, as a page loaded with that query would show them. */
export function fillForm(form: HTMLFormElement, query: URLSearchParams): void {
  for (const field of form.elements) {
    if (field.closest('[data-results]')) continue; // put in place by the page itself
    if (field instanceof HTMLInputElement && (field.type === 'checkbox' || field.type === 'radio')) {
      field.checked = query.getAll(field.name).includes(field.value);
    } else if (field instanceof HTMLSelectElement) {
      const wanted = query.get(field.name) ?? '';
      field.selectedIndex = Math.max(0, [...field.options].findIndex((option) => option.value === wanted));
    } else if (isText(field)) {
      (field as HTMLInputElement).value = query.get((field as HTMLInputElement).name) ?? '';
    }
  }
}

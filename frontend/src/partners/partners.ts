/**
 * The terms understood of a need while it is being written, and those its last words may mean.
 *
 *     <form data-island="partners" data-src="/en/partners/understood.json"> … <textarea name="q"> … <div data-live hidden>
 *
 * A term that is offered is looked for once it is chosen: it goes with the form. Without script the same terms are
 * shown after sending.
 */

import { debounced, element } from '../shared/dom';
import { readStrings } from '../shared/strings';

const PAUSE_MS = 350;
const LONGEST_SENT = 1500;
const LEAST = 3;

const ENGLISH = {
  understood: 'Understood so far:',
  suggested: 'Do you mean:',
  added: '{name} is looked for too.',
};

interface Term {
  id: string;
  label: string;
  passage?: string;
}

interface Answer {
  understood: Term[];
  suggested: Term[];
}

export function mount(form: HTMLElement): void {
  const text = form.querySelector<HTMLTextAreaElement>('textarea[name="q"]');
  const live = form.querySelector<HTMLElement>('[data-live]');
  const source = form.dataset['src'];
  if (!text || !live || !source) return;
  const say = readStrings(form, ENGLISH);
  const status = element('p', { class: 'visually-hidden', role: 'status' });
  form.append(status);
  let running: AbortController | undefined;

  function added(term: Term, button: HTMLButtonElement): void {
    form.append(element('input', { type: 'hidden', name: 'plus', value: term.id }));
    button.replaceWith(element('span', { class: 'chip chip-data' }, term.label));
    status.textContent = say('added', { name: term.label });
    text!.focus();
  }

  function offered(term: Term): HTMLButtonElement {
    const button = element('button', { type: 'button' }, term.label);
    button.addEventListener('click', () => added(term, button));
    return button;
  }

  function show(answer: Answer): void {
    const understood = answer.understood.map((term) => element('span', { class: 'chip', title: term.passage }, term.label));
    const suggested = answer.suggested.map(offered);
    live!.replaceChildren(
      ...(understood.length ? [element('span', { class: 'small soft' }, say('understood')), ...understood] : []),
      ...(suggested.length ? [element('span', { class: 'small soft' }, say('suggested')), ...suggested] : []),
    );
    live!.hidden = !live!.childElementCount;
    status.textContent = understood.length ? `${say('understood')} ${answer.understood.map((term) => term.label).join(', ')}` : '';
  }

  async function ask(): Promise<void> {
    running?.abort();
    const written = text!.value.trim();
    if (written.length < LEAST) return show({ understood: [], suggested: [] });
    const mine = (running = new AbortController());
    const address = new URL(source!, location.href);
    address.searchParams.set('q', written.slice(-LONGEST_SENT));
    try {
      const reply = await fetch(address, { signal: mine.signal, headers: { Accept: 'application/json' } });
      if (reply.ok && !mine.signal.aborted) show((await reply.json()) as Answer);
    } catch {
      // Without the network nothing is offered; the form itself still works, or says why not.
    }
  }

  const askSoon = debounced(() => void ask(), PAUSE_MS);
  text.addEventListener('input', askSoon);
  if (text.value !== text.defaultValue) askSoon();
}

// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi, type MockInstance } from 'vitest';
import { mount } from '../src/editor/editor';

const PAUSE_MS = 450;

interface Sent { body: URLSearchParams; signal: AbortSignal; answer: (page: string, status?: number) => Promise<void>; fail: () => Promise<void> }

/** What the server was asked, in order, each open until it is answered. */
let sent: Sent[];
let listening: MockInstance<typeof window.addEventListener>;

interface Page { text?: string; problems?: string[]; fields?: string; part?: string; seen?: string; right?: boolean }

/** The part of the page that the server makes: form, text, and what the text comes to. */
const live = ({ text = 'name = "line"', problems = [], fields = '', part = 'scenario', seen = '{}', right = true }: Page = {}) => `
  <div data-live="form">
    <input type="hidden" name="part" value="${part}"><input type="hidden" name="seen" value='${seen}'>
    <button type="submit" name="do" value="open:pools/0">room</button>
    <button type="submit" name="do" value="add:pools">Add</button>
    <h2 id="editor-part" tabindex="-1">Scenario</h2>
    <div class="editor-field"><input type="text" name="text:scenario/name" value="line"><div class="field-problems" id="problems-name">${problems.map((problem) => `<p>${problem}</p>`).join('')}</div></div>
    <select name="text:scenario/kind"><option>a</option><option>b</option></select>
    <details><summary>More</summary></details>${fields}
  </div>
  <textarea name="text" data-live="text">${text}</textarea>
  <div data-live="answer" data-right="${right && !problems.length ? 'yes' : ''}" data-problems="${problems.length}">${problems.length ? 'wrong' : 'right'}</div>`;

const at = <Kind extends HTMLElement>(selector: string) => document.querySelector<Kind>(selector)!;
const area = () => at<HTMLTextAreaElement>('textarea');
const name = () => at<HTMLInputElement>('input[type="text"]');
const undo = () => at<HTMLButtonElement>('[data-undo]');
const status = () => at('[data-status]').textContent;

function write(field: HTMLInputElement | HTMLTextAreaElement, value: string): void {
  field.value = value;
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}

const press = (value: string) => {
  const button = at<HTMLButtonElement>(`button[value="${value}"]`);
  return at('form').dispatchEvent(new SubmitEvent('submit', { bubbles: true, cancelable: true, submitter: button }));
};

/** Let a change be sent, and return what was asked. */
function asked(): Sent {
  vi.advanceTimersByTime(PAUSE_MS);
  return sent[sent.length - 1]!;
}

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  vi.stubGlobal('fetch', (address: string, { body, signal }: { body: URLSearchParams; signal: AbortSignal }) => new Promise<Response>((resolve, reject) => {
    expect(address).toBe('/check/');
    const settled = () => vi.advanceTimersByTimeAsync(0).then(() => undefined);
    sent.push({
      body,
      signal,
      answer: (page, code = 200) => { resolve(new Response(page, { status: code })); return settled(); },
      fail: () => { reject(new TypeError('no network')); return settled(); },
    });
  }));
  Element.prototype.scrollTo = () => undefined; // jsdom lays nothing out, so nothing can be scrolled
  Element.prototype.scrollIntoView = () => undefined;
  document.body.innerHTML = `<form data-src="/check/"><button value="keep" name="do" type="submit">Keep</button><button type="button" data-undo hidden>Undo</button><p data-status></p>${live()}</form>`;
  listening = vi.spyOn(window, 'addEventListener');
  mount(at('form'));
});

afterEach(() => {
  // The window outlives the page of a test.
  for (const [type, listener] of listening.mock.calls) removeEventListener(type, listener as EventListener);
  listening.mockRestore();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test('what is typed is checked once, when the typing pauses', async () => {
  write(area(), 'name = "l"');
  vi.advanceTimersByTime(PAUSE_MS - 1);
  write(area(), 'name = "li"');
  vi.advanceTimersByTime(PAUSE_MS - 1);
  expect(sent).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(sent.map((each) => [each.body.get('text'), each.body.get('do')])).toEqual([['name = "li"', 'check']]);
  expect(status()).toBe('Checking…');
  await sent[0]!.answer(live({ text: 'name = "li"' }));
  expect(status()).toBe('The scenario can be used.');
});

test('a choice is checked at once, and what was being typed goes with it', () => {
  write(name(), 'other');
  at('select').dispatchEvent(new Event('change', { bubbles: true }));
  expect(sent.map((each) => each.body.get('text:scenario/name'))).toEqual(['other']);
  vi.advanceTimersByTime(PAUSE_MS);
  expect(sent).toHaveLength(1);
});

test('an answer that comes after a newer question is let go', async () => {
  write(area(), 'first');
  const first = asked();
  write(area(), 'second');
  const second = asked();
  expect([first.signal.aborted, second.signal.aborted]).toEqual([true, false]);
  await second.answer(live({ text: 'second', problems: ['needs a pool'] }));
  await first.answer(live({ text: 'first' }));
  expect(at('[data-live="answer"]').textContent).toBe('wrong');
  expect(status()).toBe('1 problem.');
});

test('a question that was overtaken says nothing of its failure', async () => {
  write(area(), 'first');
  const first = asked();
  write(area(), 'second');
  asked();
  await first.fail();
  expect(status()).toBe('Checking…');
});

test('problems are counted, and stand beside the field that is being typed in, which stays', async () => {
  const field = name();
  write(field, 'x');
  await asked().answer(live({ text: 'name = "x"', problems: ['is too short', 'is taken'], seen: '{"x": 1}' }));
  expect(status()).toBe('2 problems.');
  expect(name()).toBe(field);
  expect(at('#problems-name').textContent).toBe('is too shortis taken');
  expect(at('.editor-field').classList.contains('is-wrong')).toBe(true);
  expect(at<HTMLInputElement>('input[name="seen"]').value).toBe('{"x": 1}');
  expect(area().value).toBe('name = "x"');

  write(field, 'long enough');
  await asked().answer(live());
  expect(at('#problems-name').childElementCount).toBe(0);
  expect(at('.editor-field').classList.contains('is-wrong')).toBe(false);
});

test('the text that is being typed is not written over', async () => {
  write(area(), 'name="line"');
  await asked().answer(live({ text: 'name = "line"' }));
  expect(area().value).toBe('name="line"');
});

test.each([
  [429, 'Too many checks in a short time; the next one is made in a while.'],
  [413, 'The text is too long.'],
  [500, 'The check did not answer; the Check button still works.'],
])('a refusal of kind %i is told, and the page stays as it is', async (code, told) => {
  const before = at('[data-live="answer"]');
  write(area(), 'more');
  await asked().answer('<h1>no</h1>', code);
  expect(status()).toBe(told);
  expect(at('[data-live="answer"]')).toBe(before);
});

test('a check that cannot be sent says so, and the next one is made', async () => {
  write(area(), 'more');
  await asked().fail();
  expect(status()).toBe('The check did not answer; the Check button still works.');
  write(area(), 'more again');
  await asked().answer(live({ text: 'more again' }));
  expect(status()).toBe('The scenario can be used.');
});

test('what is added to a list comes with its fields, and the text grows with it', async () => {
  press('add:pools');
  expect(sent[0]!.body.get('do')).toBe('add:pools');
  await sent[0]!.answer(live({ text: 'name = "line"\n[[pools]]', part: 'pools/0', fields: '<input type="text" name="number:pools/0/count" value="1">' }));
  expect(area().value).toBe('name = "line"\n[[pools]]');
  expect(at<HTMLInputElement>('input[name="number:pools/0/count"]').value).toBe('1');
  await vi.advanceTimersByTimeAsync(0);

  press('add:pools');
  expect(sent[1]!.body.get('number:pools/0/count')).toBe('1');
  await sent[1]!.answer(live({ text: 'name = "line"\n[[pools]]\n[[pools]]', part: 'pools/1' }));
  expect(area().value).toBe('name = "line"\n[[pools]]\n[[pools]]');
});

test('a button overtakes the check of what was typed before it', () => {
  write(area(), 'typed');
  press('add:pools');
  vi.advanceTimersByTime(PAUSE_MS);
  expect(sent.map((each) => [each.body.get('do'), each.body.get('text')])).toEqual([['add:pools', 'typed']]);
});

test('keeping a scenario sends the form itself', () => {
  expect(press('keep')).toBe(true);
  expect(press('add:pools')).toBe(false);
  expect(sent.map((each) => each.body.get('do'))).toEqual(['add:pools']);
});

test('the focus stays on what was pressed, and what was unfolded stays so in the same part', async () => {
  at('button[value="add:pools"]').focus();
  at<HTMLDetailsElement>('details').open = true;
  press('add:pools');
  await sent[0]!.answer(live());
  expect(document.activeElement?.getAttribute('value')).toBe('add:pools');
  expect(at<HTMLDetailsElement>('details').open).toBe(true);

  press('open:pools/0');
  await sent[1]!.answer(live({ part: 'pools/0' }));
  expect(at<HTMLDetailsElement>('details').open).toBe(false);
});

test('changes are taken back one by one, to the text the page began with', async () => {
  expect(undo().hidden).toBe(true);
  for (const text of ['one', 'two']) {
    write(area(), text);
    await asked().answer(live({ text }));
  }
  expect(undo().hidden).toBe(false);
  undo().click();
  expect([sent[2]!.body.get('text'), sent[2]!.body.has('seen')]).toEqual(['one', false]);
  await sent[2]!.answer(live({ text: 'one' }));
  await vi.advanceTimersByTimeAsync(0);
  expect(status()).toBe('The last change was taken back.');
  undo().click();
  await sent[3]!.answer(live());
  expect(area().value).toBe('name = "line"');
  expect(undo().hidden).toBe(true);
});

test('who leaves with changes is asked, and who kept them or made none is not', () => {
  const leave = () => dispatchEvent(new Event('beforeunload', { cancelable: true }));
  expect(leave()).toBe(true);
  write(area(), 'changed');
  expect(leave()).toBe(false);
  press('keep');
  expect(leave()).toBe(true);
});

test('a form without its address, its status or its undo is left to its buttons', () => {
  document.body.innerHTML = `<form><p data-status></p>${live()}</form>`;
  mount(at('form'));
  write(area(), 'typed');
  vi.advanceTimersByTime(PAUSE_MS);
  expect(sent).toEqual([]);
  expect(press('add:pools')).toBe(true);
});

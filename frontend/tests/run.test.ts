// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { mount, nextPause, toldPart, type Progress } from '../src/runs/run';

const progress = (more: Partial<Progress> = {}): Progress => ({ state: 'running', state_words: 'Being worked out', is_over: false, done: 0, of: 0, text: 'Starting.', ...more });
const at = (selector: string) => document.querySelector<HTMLElement>(selector)!;
let answers: (Progress | Error)[] = [];
let asked = 0;

beforeEach(() => {
  vi.useFakeTimers();
  asked = 0;
  document.body.innerHTML = `<span data-run-state>Waiting</span><section data-src="/progress.json"><p data-text>Waiting</p>
    <progress data-bar max="1" value="0"></progress><p role="status" data-said></p><a href="/run/" data-look>Look again</a></section>`;
  vi.stubGlobal('fetch', () => {
    asked += 1;
    const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(new Response(JSON.stringify(answer)));
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('it asks often while something moves, less and less often while nothing does, and never seldom', () => {
  expect(nextPause(3000, true)).toBe(500);
  expect(nextPause(1000, false)).toBeCloseTo(1150);
  expect(nextPause(4900, false)).toBe(5000);
});

test('a screen reader hears of quarters and of every place in the queue', () => {
  const told = [0, 10, 24, 25, 49, 50, 100].map((done) => toldPart(progress({ done, of: 100 })));
  expect(new Set(told).size).toBe(4);
  expect(toldPart(progress({ state: 'waiting', text: 'two before' }))).not.toBe(toldPart(progress({ state: 'waiting', text: 'one before' })));
});

test('the bar and the text follow what the server says', async () => {
  answers = [progress(), progress({ done: 3, of: 12, text: '3 of 12' })];
  mount(at('section'));
  await vi.advanceTimersByTimeAsync(0);
  const bar = at('[data-bar]') as HTMLProgressElement;
  expect(bar.hasAttribute('value')).toBe(false);
  expect(at('[data-look]').hidden).toBe(true);
  expect([at('[data-run-state]').textContent, at('[data-run-state]').className]).toEqual(['Being worked out', 'run-state run-state-running']);
  await vi.advanceTimersByTimeAsync(600);
  expect([bar.value, bar.max, at('[data-text]').textContent, at('[data-said]').textContent]).toEqual([3, 12, '3 of 12', '3 of 12']);
});

test('it goes on asking when the network fails', async () => {
  answers = [new Error('offline'), progress({ done: 1, of: 2, text: '1 of 2' })];
  mount(at('section'));
  await vi.advanceTimersByTimeAsync(700);
  expect(asked).toBe(2);
  expect(at('[data-text]').textContent).toBe('1 of 2');
});

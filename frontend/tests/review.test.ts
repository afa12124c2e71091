// @vitest-environment jsdom
import { beforeEach, expect, test } from 'vitest';
import { act, asked, type Press } from '../src/review/keys';

const press = (key: string, more: Partial<Press> = {}): Press => ({ key, ctrlKey: false, metaKey: false, altKey: false, isComposing: false, repeat: false, ...more });
const at = (selector: string) => document.querySelector<HTMLElement>(selector)!;

beforeEach(() => {
  document.body.innerHTML = `
    <button id="same" aria-keyshortcuts="a">The same</button>
    <a id="after" href="#after" aria-keyshortcuts="ArrowRight">After</a>
    <input id="why" aria-keyshortcuts="w">
    <details><summary id="panel" aria-keyshortcuts="p">Part</summary><form><input type="hidden"><input type="radio" id="first"></form></details>
    <details><summary id="help" aria-keyshortcuts="?">Keys</summary></details>`;
});

test('a letter asks for what bears it, in either case', () => {
  expect(asked(document, press('a'), document.body, true)?.id).toBe('same');
  expect(asked(document, press('A'), document.body, true)?.id).toBe('same');
  expect(asked(document, press('x'), document.body, true)).toBeNull();
});

test('what is typed into a field decides nothing, nor does a key with Ctrl or one held down', () => {
  expect(asked(document, press('a'), at('#why'), true)).toBeNull();
  expect(asked(document, press('a', { ctrlKey: true }), document.body, true)).toBeNull();
  expect(asked(document, press('a', { repeat: true }), document.body, true)).toBeNull();
});

test('with single keys off, only the list of keys and the arrows answer', () => {
  expect(asked(document, press('a'), document.body, false)).toBeNull();
  expect(asked(document, press('?'), document.body, false)?.id).toBe('help');
  expect(asked(document, press('ArrowRight'), document.body, false)?.id).toBe('after');
});

test('a radio button keeps the arrows for itself', () => {
  expect(asked(document, press('ArrowRight'), at('#first'), true)).toBeNull();
});

test('a panel unfolds and leads into its first field, and folds again', () => {
  act(at('#panel'));
  expect(at('details').hasAttribute('open')).toBe(true);
  expect(document.activeElement?.id).toBe('first');
  act(at('#panel'));
  expect(at('details').hasAttribute('open')).toBe(false);
});

test('a field takes the focus', () => {
  act(at('#why'));
  expect(document.activeElement?.id).toBe('why');
});

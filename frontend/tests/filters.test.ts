import { beforeEach, expect, test } from 'vitest';
import { addressOf, fillForm } from '../src/site/filters';
import { keepHand } from '../src/site/hand';

const HERE = 'https://atlas.test/en/organisations/?page=3';

beforeEach(() => {
  document.body.innerHTML = `
    <form method="get"><input type="search" name="q" value="skin"><input type="hidden" name="view" value="rows">
    <input type="checkbox" name="type" value="company" checked><input type="checkbox" name="type" value="hospital">
    <select name="sort"><option value="">best</option><option value="name">name</option></select></form>
    <section id="results"><details class="facet"><summary>Type 12</summary></details><input type="search" id="inside" value=""></section>`;
});

const form = () => document.querySelector('form')!;

test('the address of a form leaves out empty fields and what was there before', () => {
  expect(addressOf(form(), HERE).href).toBe('https://atlas.test/en/organisations/?q=skin&view=rows&type=company');
});

test('a form is filled as a page loaded with that query would be', () => {
  fillForm(form(), new URLSearchParams('type=hospital&sort=name'));
  expect(addressOf(form(), HERE).search).toBe('?view=rows&type=hospital&sort=name');
  fillForm(form(), new URLSearchParams());
  expect(addressOf(form(), HERE).search).toBe('?view=rows');
});

test('what the reader typed, where, and what was unfolded survive a replaced region', () => {
  const region = document.querySelector<HTMLElement>('#results')!;
  const fresh = region.innerHTML.replace('Type 12', 'Type 3');
  const input = region.querySelector('input')!;
  input.focus();
  input.value = 'plasma';
  input.setSelectionRange(2, 4);
  region.querySelector('details')!.open = true;

  const restore = keepHand(region);
  region.innerHTML = fresh;
  restore();

  const again = region.querySelector('input')!;
  expect([document.activeElement === again, again.value, again.selectionStart, again.selectionEnd]).toEqual([true, 'plasma', 2, 4]);
  expect(region.querySelector('details')!.open).toBe(true);
});

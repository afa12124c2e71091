import { expect, test } from 'vitest';
import { readStrings } from '../src/shared/strings';

const ENGLISH = { places_one: '{count} place', places_other: '{count} places', close: 'Close' };

function island(language: string, sent?: Record<string, string>): Element {
  document.documentElement.lang = language;
  const place = document.createElement('div');
  if (sent) place.innerHTML = `<script type="application/json" data-strings>${JSON.stringify(sent)}</script>`;
  return place;
}

test('English words are used where the page sends none', () => {
  const say = readStrings(island('en'), ENGLISH);
  expect([say('places', { count: 1 }), say('places', { count: 1234 }), say('close')]).toEqual(['1 place', '1,234 places', 'Close']);
});

test('the page’s words win, and French counts nought as singular', () => {
  const say = readStrings(island('fr', { places_one: '{count} lieu', places_other: '{count} lieux' }), ENGLISH);
  expect([say('places', { count: 0 }), say('places', { count: 2 }), say('close')]).toEqual(['0 lieu', '2 lieux', 'Close']);
});

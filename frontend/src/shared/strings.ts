/** The words of an island: English here, other languages sent by the page as JSON inside the island. */

export interface Strings {
  (key: string, values?: Record<string, string | number>): string;
}

/**
 * Return the words of an island.
 *
 * The page may hold `<script type="application/json" data-strings>{"key": "text", …}</script>` inside `island`.
 * `{name}` in a text is replaced by the value of that name. A key ending in `_one` is taken for a `count` that the
 * language calls singular, `_other` for the rest.
 */
export function readStrings(island: Element, defaults: Record<string, string>): Strings {
  const sent = island.querySelector(':scope > script[data-strings], :scope script[data-strings]')?.textContent;
  const texts: Record<string, string> = { ...defaults, ...(sent ? (JSON.parse(sent) as Record<string, string>) : {}) };
  const plural = new Intl.PluralRules(language());
  return (key, values = {}) => {
    const count = Number(values['count'] ?? Number.NaN);
    const form = Number.isNaN(count) || key in texts ? key : `${key}_${plural.select(count) === 'one' ? 'one' : 'other'}`;
    return (texts[form] ?? key).replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name];
      return value === undefined ? whole : typeof value === 'number' ? value.toLocaleString(language()) : value;
    });
  };
}

export const language = () => document.documentElement.lang || 'en';

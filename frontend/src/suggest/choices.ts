/** What can be chosen under the search box, in reading order, and how the keys move through it. */

/** A piece of text, and whether it matched the query. */
export type Part = [text: string, highlighted: boolean];

export interface Result {
  title: Part[];
  subtitle?: string;
  reason?: string;
  url: string;
}

export interface Answer {
  query: string;
  groups: { kind: string; label: string; results: Result[] }[];
  did_you_mean?: { text: string; url: string } | null;
}

export type Choice =
  | { type: 'correction'; text: string; url: string }
  | { type: 'result'; group: number; title: Part[]; subtitle: string; reason: string; url: string }
  | { type: 'all'; url: string };

/** Return the choices of an answer: the correction first, the results by group, then the whole search. */
export function flattened(answer: Answer, searchUrl: string): Choice[] {
  const choices: Choice[] = [];
  if (answer.did_you_mean) choices.push({ type: 'correction', ...answer.did_you_mean });
  answer.groups.forEach((group, at) => {
    for (const result of group.results) {
      choices.push({ type: 'result', group: at, title: result.title, subtitle: result.subtitle ?? '', reason: result.reason ?? '', url: result.url });
    }
  });
  if (choices.some((choice) => choice.type === 'result')) choices.push({ type: 'all', url: searchUrl });
  return choices;
}

/**
 * Return the choice that `key` leads to from `current` (-1: the text box itself), or null when the key means
 * something else. Beyond either end lies the text box, as the combobox pattern recommends.
 */
export function moved(current: number, count: number, key: string): number | null {
  if (count === 0) return null;
  if (key === 'ArrowDown') return current + 1 >= count ? -1 : current + 1;
  if (key === 'ArrowUp') return current === -1 ? count - 1 : current - 1;
  return null;
}

/** Numbers as the reader's language writes them. */

/** Return a number with as many digits as say something: 52,832, 4.1, 0.035. */
export function figures(value: number, language: string): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  const digits = size >= 100 || size === 0 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  return value.toLocaleString(language, { maximumFractionDigits: digits });
}

/** Return a tick of an axis: short, as 50k would be in no language but 50 000 is in all. */
export const tick = (value: number, language: string): string => value.toLocaleString(language, { maximumSignificantDigits: 4 });

export const percent = (share: number, language: string): string => share.toLocaleString(language, { style: 'percent', maximumFractionDigits: share > 0 && share < 0.1 ? 1 : 0 });

/** Cut a label to the room there is, at a word where one ends near. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const short = text.slice(0, most - 1);
  const space = short.lastIndexOf(' ');
  return `${space > most * 0.6 ? short.slice(0, space) : short}…`;
}

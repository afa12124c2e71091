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

/** Return a tick of a logarithmic axis: 1, 2 or 5 times a power of ten, nothing at its ends between these. */
export function decadeTick(value: number, language: string): string {
  const lead = value / 10 ** Math.floor(Math.log10(value) + 1e-9);
  return [1, 2, 5].some((whole) => Math.abs(lead - whole) < 1e-6) ? tick(value, language) : '';
}

/** Return the ticks of a logarithmic axis: 1, 2 and 5 times each power of ten between its ends. */
export function decadeTicks(low: number, high: number): number[] {
  const found: number[] = [];
  for (let power = 10 ** Math.floor(Math.log10(low)); power <= high; power *= 10) {
    found.push(...[1, 2, 5].map((by) => by * power).filter((value) => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9)));
  }
  return found;
}

/** Return a share in per cent as both languages write it on this site, with a space that does not break. */
export const percent = (share: number, language: string): string => `${(share * 100).toLocaleString(language, { maximumFractionDigits: Math.abs(share) < 0.0995 ? 1 : 0 })}\u00a0%`;

/** Return a round number at or above a value, for the end of an axis of about five steps. */
export function roundedUp(value: number): number {
  const rough = value / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 2.5, 5, 10].find((by) => by * power >= rough) ?? 10);
  return Math.ceil(value / step) * step;
}

/** Return the next of 1, 2 and 5 times a power of ten below a number. */
export function roundedDown(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([5, 2, 1].find((by) => by * power <= value * (1 + 1e-12)) ?? 1) * power;
}

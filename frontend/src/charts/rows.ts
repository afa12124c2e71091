/** Lines of labels for narrow drawings, and how tall a drawing of so many rows is. */

export const ROW = 30;

/** Return a label on two lines at most, so that nothing is cut where there is room. */
export function wrapped(text: string, most: number): string {
  if (text.length <= most) return text;
  const words = text.split(' ');
  const lines = [''];
  for (const word of words) {
    const last = lines.length - 1;
    const joined = lines[last] ? `${lines[last]} ${word}` : word;
    if (joined.length > most && lines[last] && lines.length < 2) lines.push(word);
    else lines[last] = joined;
  }
  const second = lines[1];
  if (second && second.length > most) lines[1] = `${second.slice(0, most - 1)}…`;
  const first = lines[0]!;
  if (first.length > most) lines[0] = `${first.slice(0, most - 1)}…`;
  return lines.join('\n');
}

/** Return how many characters of a label fit beside a drawing of this width. */
export const labelLength = (width: number): number => (width < 480 ? 17 : width < 720 ? 24 : 34);

/** Lines of labels for narrow drawings, and how tall a drawing of so many rows is. */

export const LINE = 14;

/** Return a label on as many lines as are allowed, so that nothing is cut where there is room. */
export function wrapped(text: string, most: number, lineCount = 2): string {
  if (text.length <= most) return text;
  const words = text.split(' ');
  const lines = [''];
  for (const word of words) {
    const last = lines.length - 1;
    const joined = lines[last] ? `${lines[last]} ${word}` : word;
    if (joined.length > most && lines[last] && lines.length < lineCount) lines.push(word);
    else lines[last] = joined;
  }
  return lines.map((line) => (line.length > most ? `${line.slice(0, most - 1)}…` : line)).join('\n');
}

/** Return how many characters of a label fit in a line beside a drawing of this width. */
export const labelLength = (width: number): number => (width < 480 ? 24 : width < 720 ? 30 : 34);

/** Return on how many lines labels may stand: a telephone has less room beside the drawing than below. */
export const labelLines = (width: number): number => (width < 480 ? 4 : width < 720 ? 3 : 2);

/** Return how tall a row is, by the label that takes most lines. */
export function rowHeight(names: string[], width: number): number {
  const lines = names.map((name) => wrapped(name, labelLength(width), labelLines(width)).split('\n').length);
  return Math.max(30, Math.max(...lines, 1) * LINE + 4);
}

/** The colours of a figure: those of the page as it is seen, or of paper for what is saved and printed. */

export interface Palette {
  ground: string;
  ink: string;
  soft: string;
  line: string;
  strong: string;
  data: string;
  accent: string;
  amber: string;
  /** Eight hues that stay apart whatever the sight; never the only sign. */
  hues: string[];
}

const NAMES = ['ground', 'ink', 'ink-soft', 'line', 'line-strong', 'data', 'accent', 'amber'] as const;
const HUES = ['university', 'hospital', 'laboratory', 'funder', 'company', 'cluster', 'public', 'supplier'].map((type) => `type-${type}`);

/** The light theme of tokens.css on white: what is saved as a picture, or printed, whatever the screen shows. */
export const PAPER: Record<string, string> = {
  ground: '#ffffff',
  ink: '#132032',
  'ink-soft': '#4b5768',
  line: '#e3ded4',
  'line-strong': '#858a91',
  data: '#0b6b70',
  accent: '#8c1836',
  amber: '#85560a',
  'type-university': '#1f4680',
  'type-hospital': '#b35601',
  'type-laboratory': '#3f7772',
  'type-funder': '#bb7d56',
  'type-company': '#6f83d2',
  'type-cluster': '#5b4c32',
  'type-public': '#9a34d9',
  'type-supplier': '#501e35',
};

export function paletteOf(colour: (name: string) => string): Palette {
  const [ground, ink, soft, line, strong, data, accent, amber] = NAMES.map(colour) as [string, string, string, string, string, string, string, string];
  return { ground, ink, soft, line, strong, data, accent, amber, hues: HUES.map(colour) };
}

export const paper = (): Palette => paletteOf((name) => PAPER[name] ?? '#888888');

/** Return the colours of the page at a place, in the theme the reader has chosen. */
export function onScreen(place: Element): Palette {
  const style = getComputedStyle(place);
  return paletteOf((name) => style.getPropertyValue(`--${name}`).trim() || PAPER[name] || '#888888');
}

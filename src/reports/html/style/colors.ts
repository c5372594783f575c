interface Scheme {
  ground: string;
  raised: string;
  ink: string;
  quiet: string;
  line: string;
  link: string;
  good: string;
  error: string;
  warning: string;
  inconclusive: string;
  notice: string;
  skipped: string;
}

// Every ink has a contrast of 4.5 to 1 and more on both grounds (WCAG 2.2, 1.4.3).

const LIGHT: Scheme = {
  ground: '#fbfbfa',
  raised: '#ffffff',
  ink: '#1b1d20',
  quiet: '#5a6068',
  line: '#dcdedf',
  link: '#0a58a8',
  good: '#18733a',
  error: '#b3261e',
  warning: '#8a5300',
  inconclusive: '#6b3fa0',
  notice: '#0a58a8',
  skipped: '#646b73',
};

const DARK: Scheme = {
  ground: '#121416',
  raised: '#1a1d20',
  ink: '#e7e9eb',
  quiet: '#a0a7ae',
  line: '#343a40',
  link: '#7db8f5',
  good: '#57c27c',
  error: '#ff8a80',
  warning: '#e8b04a',
  inconclusive: '#c8a4f5',
  notice: '#7db8f5',
  skipped: '#969da5',
};

/** Colors of the schemes, as they are tested for contrast. */
export const SCHEMES = { light: LIGHT, dark: DARK };

const TONES = ['good', 'error', 'warning', 'inconclusive', 'notice', 'skipped'];

function declarations(scheme: Scheme): string {
  return Object.entries(scheme)
    .map(([name, color]) => `--${name}:${color}`)
    .join(';');
}

// Paper is white, whatever the screen was.
export const COLORS = `
:root{color-scheme:light dark;${declarations(LIGHT)}}
@media screen and (prefers-color-scheme:dark){:root{${declarations(DARK)}}}
${TONES.map((tone) => `.${tone}{--tone:var(--${tone})}`).join('\n')}
`;

import { join } from 'node:path/posix';
import { expect, test } from 'vitest';
import { EXTENSIONS } from '../../src/cli/formats.js';
import { read } from './pages.js';

const index = read('src/index.ts');

/** Every name that the library exports, with the file that it names for it. */
const exported = [...index.matchAll(/^export (?:type )?\{([^}]+)\} from '(.+)\.js';$/gm)].flatMap(
  ([, names = '', file = '']) =>
    names
      .split(',')
      .map((name) => name.replace('type ', '').trim())
      .filter((name) => name !== '')
      .map((name) => ({ name, file: join('src', `${file}.ts`) })),
);

/** The line before the declaration of a name; follows one export from another file. */
function lineBefore(name: string, file: string): string | undefined {
  const text = read(file);
  const declaration = new RegExp(
    `^export (?:async )?(?:const|function\\*?|class|interface|type) ${name}\\b`,
    'm',
  );
  const at = text.search(declaration);
  if (at >= 0) return text.slice(0, at).trimEnd().split('\n').at(-1);
  const from = new RegExp(`^export (?:type )?\\{[^}]*\\b${name}\\b[^}]*\\} from '(.+)\\.js';$`, 'm').exec(
    text,
  )?.[1];
  return from === undefined ? undefined : lineBefore(name, join(file, '..', `${from}.ts`));
}

test('every name of the library is told what it is', () => {
  expect(exported.length).toBeGreaterThan(25);
  const bare = exported.filter(({ name, file }) => !lineBefore(name, file)?.trim().endsWith('*/'));
  expect(bare).toEqual([]);
  for (const name of ['PreflightOptions', 'preflight'])
    expect(lineBefore(name, 'src/index.ts')).toContain('*/');
});

test('there is a function for each format, and the page names it', () => {
  const functions = exported.map(({ name }) => name.toLowerCase());
  const named = [...read('docs/library.md').matchAll(/`(\w+)`/g)].map(([, name = '']) => name.toLowerCase());
  const formats = new Set(Object.values(EXTENSIONS));
  expect(formats.size).toBeGreaterThan(8);
  for (const format of [...formats, 'github']) {
    expect(functions).toContain(`render${format}`);
    expect(named).toContain(`render${format}`);
  }
});

test('a name without a comment is seen', () => {
  expect(lineBefore('TOOL', 'src/version.ts')).toContain('*/');
  expect(lineBefore('EXIT', 'src/cli/exit-status.ts')).not.toContain('*/');
  expect(lineBefore('gone', 'src/version.ts')).toBeUndefined();
});

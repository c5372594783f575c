import { expect, test } from 'vitest';
import { LATER_OPTIONS } from '../../src/cli/program.js';
import { idleProgram } from '../support/idle-program.js';
import { accepted, commandLines } from './command-lines.js';
import { blocks, PAGES, read } from './pages.js';

/** Named in the documents, and not taken by the program yet; what the program itself calls later comes to it. */
const LATER = [...LATER_OPTIONS.map((flags) => flags.split(' ')[0] ?? '')];
const isLater = (words: readonly string[]) =>
  LATER.some((part) => ` ${words.join(' ')} `.includes(` ${part} `));

const shown = PAGES.filter((page) => page !== 'CHANGELOG.md').flatMap((page) => {
  const text = read(page);
  const code = [...blocks(text, 'sh'), ...blocks(text, 'yaml')].join('\n');
  return commandLines(code).map((words) => ({ page, words }));
});

test('there are many command lines to look at, on many pages', () => {
  expect(shown.length).toBeGreaterThan(120);
  expect(new Set(shown.map(({ page }) => page)).size).toBeGreaterThan(90);
  expect(shown.filter(({ page }) => page === 'README.md').length).toBeGreaterThan(15);
});

test('every command line of the documents is one that the program takes', async () => {
  const refused: string[] = [];
  for (const { page, words } of shown) {
    if (!isLater(words) && !(await accepted(words))) refused.push(`${page}: ${words.join(' ')}`);
  }
  expect(refused).toEqual([]);
});

test('what is wrong is seen', async () => {
  await expect(accepted(['check', 'users.csv', '--servre', 'x'])).resolves.toBe(false);
  await expect(accepted(['check', 'users.csv', '--format', 'none'])).resolves.toBe(false);
  await expect(accepted(['check', 'users.csv', '--skip', 'csb'])).resolves.toBe(false);
  expect(commandLines('source <(imap-preflight completion bash)  # or zsh')).toEqual([
    ['completion', 'bash'],
  ]);
  expect(commandLines('imap-preflight codes | less')).toEqual([['codes']]);
});

test('every option that a page names is one of the program, or of a tool that the page tells of', () => {
  const known = idleProgram().commands.flatMap((command) => command.options.map(({ long }) => long));
  const others = ['--help', '--version', '--global', '--read-only', '--rm', '--rounds', '--concurrency'];
  const named = PAGES.filter((page) => page.startsWith('docs/') || page === 'README.md').flatMap((page) =>
    (read(page).match(/(?<![\w-])--[a-z][a-z-]*/g) ?? []).map((option) => ({ page, option })),
  );
  expect(named.length).toBeGreaterThan(200);
  const unknown = named.filter(({ option }) => !known.includes(option) && !others.includes(option));
  expect(unknown).toEqual([]);
});

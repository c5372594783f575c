import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { CODES } from '../../../src/knowledge/describe.js';
import { idleProgram } from '../idle-program.js';
import { codePage, codesIndex, pageName } from './code-pages.js';
import { completionScripts } from './completion-scripts.js';
import { laterList } from './later.js';
import { manPage } from './man-page.js';
import { withParts } from './markdown.js';
import { optionsPage } from './options.js';

/** Every file that the program writes of itself, by its path from the root, which is where they are read from. */
export function documents(root: URL): Map<string, string> {
  const program = idleProgram();
  return new Map([
    ['README.md', withParts(read('README.md', root), { later: laterList(new URL('src/', root)) })],
    ...generated(program),
    ...completionScripts(),
  ]);
}

function read(path: string, root: URL): string {
  return readFileSync(new URL(path, root), 'utf8');
}

function generated(program: Command): [string, string][] {
  return [
    ['docs/options.md', optionsPage(program)],
    ['docs/imap-preflight.1', manPage(program)],
    ['docs/codes.md', codesIndex()],
    ...CODES.map((code): [string, string] => [`${CODES_FOLDER}${pageName(code)}`, codePage(code)]),
  ];
}

/** All that stands in it is written: a page of a code that is gone is taken away. */
export const CODES_FOLDER = 'docs/codes/';

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { SCRIPT } from '../../src/reports/html/script.js';
import { writeTemporary } from '../support/files.js';

const TSC = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));

/**
 * What the compiler can tell of JavaScript without types: names that are not there (TS2304, TS2552), declared twice
 * (TS2451) or never used (TS6133), and calls with too few or too many arguments (TS2554).
 */
const TOLD = /error TS(?:1\d{3}|2304|2552|2451|6133|2554): /;

async function problems(script: string): Promise<string[]> {
  const path = await writeTemporary('script.js', script);
  const options = [
    '--ignoreConfig',
    '--allowJs',
    '--checkJs',
    '--noEmit',
    '--noUnusedLocals',
    '--strict',
    'false',
    '--types',
    '',
  ];
  const args = [TSC, ...options, '--target', 'es2023', '--lib', 'es2023,dom,dom.iterable', path];
  const { stdout } = await promisify(execFile)(process.execPath, args).catch((error) => error);
  return String(stdout)
    .split('\n')
    .filter((line) => TOLD.test(line))
    .map((line) => line.replace(/^.*script\.js/, 'script.js'));
}

test('the script of the HTML report uses what is there, and all of it', async () => {
  expect(await problems(SCRIPT)).toEqual([]);
});

test('and what is wrong in it would be told', async () => {
  const broken = SCRIPT.replace('startCopying();', 'startCopyng(1);\nconst unused = 1;');
  expect((await problems(broken)).join('\n')).toMatch(/startCopyng[\s\S]*unused/);
  expect(await problems(`${SCRIPT}}`)).not.toEqual([]);
});

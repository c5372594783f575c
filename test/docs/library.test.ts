import { expect, test } from 'vitest';
import { writeTemporary } from '../support/files.js';
import { validateReport } from '../support/schema.js';
import { progressOf } from './library-events.js';
import { errorsOf } from './library-example.js';
import { reportsOf } from './library-reports.js';
import { blocks, read } from './pages.js';

const EXAMPLES = ['library-example.ts', 'library-events.ts', 'library-reports.ts'];

const batch = () => writeTemporary('users.csv', 'EmailAddress,UserName,Password\na@contoso.com,a,b,c\n');

test('the examples of the page are the ones that are compiled here', () => {
  const compiled = EXAMPLES.map((name) =>
    read(`test/docs/${name}`).replace('../../src/index.js', 'imap-preflight'),
  );
  expect(blocks(read('docs/library.md'), 'ts')).toEqual(compiled);
});

test('errors', async () => {
  const errors = await errorsOf({ files: [await batch()] });
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatch(/^1\tcsv\/wrong-column-count\t/);
});

test('events', async () => {
  expect(await progressOf([await batch()])).toContain('csv: failed');
});

test('reports', async () => {
  const { text, json } = await reportsOf(await batch());
  expect(text).toContain('Not ready');
  expect(validateReport(JSON.parse(json))).toEqual([]);
});

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eventsOf, writeJournal } from '../journal/support.js';
import { canonicalReport } from '../support/canonical-report.js';
import { runCli } from '../support/cli.js';
import { temporaryDirectory, writeCsv, writeTemporary } from '../support/files.js';

/** Without what names the program that wrote it. */
function withoutVersion(text: string): string {
  return text.replaceAll(/imap-preflight \d+\.\d+\.\d+/g, 'imap-preflight');
}

const GOLDEN = new URL('../../fixtures/reports/canonical.html', import.meta.url);

test('a journal is rendered as HTML, to standard output and to files of both endings', async () => {
  const folder = await temporaryDirectory();
  const files = ['a.html', 'b.HTM'].map((name) => join(folder, name));
  const named = files.flatMap((file) => ['--report', file]);
  const journal = await writeJournal(eventsOf(canonicalReport()));
  const { status, stdout, stderr } = await runCli(['report', journal, '--format', 'html', ...named]);
  expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  expect(withoutVersion(stdout)).toBe(withoutVersion(await readFile(GOLDEN, 'utf8')));
  for (const file of files) expect(await readFile(file, 'utf8')).toBe(stdout);
});

test('a check writes it beside the text report', async () => {
  const path = join(await temporaryDirectory(), 'report.html');
  const csv = await writeCsv([['anna@contoso.com', 'anna', 'S3cret-xyzzy']]);
  const { status, stdout } = await runCli(['check', csv, '--report', path]);
  expect(status).toBe(0);
  expect(stdout).toContain('Ready as far as checked');
  const text = await readFile(path, 'utf8');
  expect(text).toMatch(/^<!doctype html>[\s\S]*anna@contoso\.com[\s\S]*<\/html>\n$/);
  expect(text).not.toContain('S3cret-xyzzy');
});

test('a stored JSON report cannot bring markup or a link into it', async () => {
  const json = JSON.parse(
    await readFile(new URL('../../fixtures/reports/canonical.json', import.meta.url), 'utf8'),
  );
  const evil = '</script><script>alert(1)</script>';
  for (const found of json.findings) {
    Object.assign(found, { title: evil, message: evil, cause: evil, fix: [`${evil} https://evil.example/`] });
    found.kb.url = 'https://evil.example/';
  }
  const { status, stdout } = await runCli([
    'report',
    await writeTemporary('r.json', JSON.stringify(json)),
    '--format',
    'html',
  ]);
  expect(status).toBe(1);
  expect(stdout.match(/<script/g)).toHaveLength(2);
  expect(stdout).toContain('&lt;script&gt;alert(1)');
  expect(stdout).not.toContain('href="https://evil.example/');
});

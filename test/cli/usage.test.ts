import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FORMATS } from '../../src/cli/formats.js';
import { LATER_OPTIONS } from '../../src/cli/program.js';
import { runCli } from '../support/cli.js';
import { temporaryDirectory, writeCsv } from '../support/files.js';

const GOOD = [['usera@contoso.com', 'usera', 'Amber-Heron-41']] as const;

/** One line on standard error, nothing on standard output, status 2, no trace. */
async function refused(args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await runCli(args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/^imap-preflight: .+\n$/);
  expect(stderr).not.toMatch(/ {4}at |node:internal/);
  return stderr;
}

test.each(['check', 'report', 'demo'])('the help of %s names every format', async (command) => {
  const { stdout } = await runCli([command, '--help']);
  const [, told = ''] = /--format <name>(.*?)--json/s.exec(stdout) ?? [];
  for (const format of FORMATS) expect(told.match(/[a-z]+/g)).toContain(format);
});

describe('a wrong command line', () => {
  test.each([
    [['check'], 'name a CSV file'],
    [['check', 'users.csv', '--only', 'logins'], '--only "logins"'],
    [['check', 'users.csv', '--server', 'imap.contoso.com', '--port', '0'], '--port "0"'],
    [['check', 'users.csv', '--port'], 'argument missing'],
    [['explain', 'no/such-code-anywhere'], 'no code or message is known'],
    [['explain', 'login/rejectd'], 'Did you mean login/rejected?'],
  ])('%j', async (args, message) => {
    expect(await refused(args)).toContain(message);
  });

  test.each(['nowhere.csv', '.'])('%s cannot be read', async (file) => {
    const folder = await temporaryDirectory();
    const { status, stdout, stderr } = await runCli(['check', file], { cwd: folder });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^imap-preflight: .+: (no such file|it is a folder)\. .+\n$/);
  });

  test('an unknown command or option is named, with the nearest', async () => {
    expect((await runCli(['chekc', 'users.csv'])).stderr).toContain('Did you mean check?');
    const { status, stderr } = await runCli(['check', 'users.csv', '--conurrency', '3']);
    expect(status).toBe(2);
    expect(stderr).toContain('Did you mean --concurrency?');
  });

  test('one missing file among several stops everything before it begins', async () => {
    const { status, stdout, stderr } = await runCli(['check', await writeCsv(GOOD), 'nowhere.csv']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('nowhere.csv: no such file');
  });
});

describe('what is promised and not there yet is said, never ignored', () => {
  const examples: Record<string, string> = { '<i/n>': '1/2' };
  test.each(LATER_OPTIONS.map((flags) => flags.split(' ')))('%s', async (option = '', value = '') => {
    const args = value === '' ? [option] : [option, examples[value] ?? 'x'];
    expect(await refused(['check', await writeCsv(GOOD), ...args])).toContain('is not in this version yet');
  });
});

test('help goes to standard output with status 0, and standard error without a command', async () => {
  const help = await runCli(['--help']);
  expect(help).toMatchObject({ status: 0, stderr: '' });
  expect(help.stdout).toContain('Exit status:');
  expect((await runCli(['check', '--help'])).stdout).toContain('--accept-untrusted-certificates');
  const bare = await runCli([]);
  expect(bare).toMatchObject({ status: 2, stdout: '' });
  expect(bare.stderr).toContain('Usage:');
});

test('a full disk under a report is said, and is no success', async () => {
  const report = join(await temporaryDirectory(), 'full.json');
  await symlink('/dev/full', report);
  const { status, stdout, stderr } = await runCli(['check', await writeCsv(GOOD), '--report', report]);
  expect(stdout).toContain('Ready as far as checked');
  expect(stderr).toMatch(/^imap-preflight: .+full\.json: the report could not be written \(ENOSPC\)\. .+\n$/);
  expect(status).toBe(3);
});

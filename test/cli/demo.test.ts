import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEMO_MAILBOXES } from '../../src/demo/mailboxes.js';
import { runCli } from '../support/cli.js';
import { temporaryDirectory } from '../support/files.js';
import { validateReport } from '../support/schema.js';

interface Row {
  emailAddress: string;
  status: string;
  codes: string[];
  attempts: number;
  audit?: object;
}

describe('demo', () => {
  test('reports every row as the embedded server treats it', async () => {
    const { status, stdout, stderr } = await runCli(['demo', '--json']);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    const report = JSON.parse(stdout);
    expect(validateReport(report)).toEqual([]);
    const rows = Object.fromEntries(
      (report.rows as Row[]).map(({ emailAddress, ...row }) => [emailAddress.split('@')[0], row]),
    );
    expect(Object.keys(rows)).toHaveLength(DEMO_MAILBOXES.length);
    expect(rows['daniel.wu']).toMatchObject({ status: 'failed', codes: ['login/rejected'], attempts: 1 });
    expect(rows['elif.kaya']).toMatchObject({ status: 'failed', codes: ['login/imap-disabled'] });
    expect(rows['finn.olsen']).toMatchObject({ status: 'failed', codes: ['login/app-password-required'] });
    expect(rows.usera).toMatchObject({ status: 'failed', codes: ['login/not-authorized'] });
    expect(rows['hana.suzuki']).toMatchObject({ status: 'passed', codes: ['mailbox/gmail-folders'] });
    expect(rows['jana.novak']).toMatchObject({ status: 'passed', codes: ['mailbox/public-folders'] });
    expect(rows['karim.haddad']).toMatchObject({ status: 'passed', codes: ['mailbox/slash-in-folder-name'] });
    expect(rows['terry.adams']).toMatchObject({ status: 'passed', codes: ['mailbox/non-mail-folders'] });
    expect(rows['ben.ito']).toMatchObject({ status: 'passed', codes: ['mailbox/message-too-large'] });
    expect(rows['ben.ito']?.audit).toMatchObject({ messages: 9580, accuracy: 'exact', large: 12 });
    expect(rows['ivan.petrov']).toMatchObject({ status: 'passed', codes: [], attempts: 2 });
    expect(report.summary.rows).toEqual({ total: 12, passed: 8, failed: 4, inconclusive: 0, skipped: 0 });
  });

  test('shows a text report without colour on a pipe, and with it when forced', async () => {
    const plain = await runCli(['demo', '--fail-on', 'never']);
    expect(plain.status).toBe(0);
    expect(plain.stdout).toMatch(/^✖ Not ready: 4 of 12 rows would fail\n/);
    expect(plain.stdout).not.toContain('\u001b[');
    const coloured = await runCli(['demo'], { env: { FORCE_COLOR: '1' } });
    expect(coloured.stdout).toContain('\u001b[31m');
    const both = await runCli(['demo'], { env: { FORCE_COLOR: '1', NO_COLOR: '1' } });
    expect(both).toMatchObject({ stderr: '' });
    expect(both.stdout).not.toContain('\u001b[');
  });

  test('a narrow pipe keeps to its width, links apart', async () => {
    const { stdout } = await runCli(['demo'], { env: { COLUMNS: '50' } });
    const long = stdout.split('\n').filter((line) => [...line].length > 50 && !/https?:|\S{30,}/.test(line));
    expect(long).toEqual([]);
  });

  test('writes reports of both kinds, and no password anywhere', async () => {
    const folder = await temporaryDirectory();
    const paths = [join(folder, 'report.json'), join(folder, 'report.txt')];
    const reports = paths.flatMap((path) => ['--report', path]);
    const { stdout, stderr } = await runCli(['demo', '--verbose', ...reports]);
    const files = await Promise.all(paths.map((path) => readFile(path, 'utf8')));
    expect(validateReport(JSON.parse(files[0] ?? ''))).toEqual([]);
    expect(files[1]).toContain('Not ready');
    const everything = [stdout, stderr, ...files].join('\n');
    for (const { password } of DEMO_MAILBOXES) expect(everything).not.toContain(password);
    expect(stderr).toContain('no answer to trust at try 1');
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import type { StageId } from '../../src/model/stage.js';
import { describeWithServer } from '../servers/available.js';
import { testCertificate } from '../servers/certificates.js';
import { deadPort, type ScriptedOptions, type ScriptedServer, scriptedServer } from '../servers/scripted.js';
import { writeCsv, writeTemporary } from '../support/files.js';
import { csvRows, outcomes, runReport, stagesOf, startRun } from './support.js';

let server: ScriptedServer | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

async function start(options: ScriptedOptions = {}): Promise<number> {
  server = await scriptedServer(options);
  return server.port;
}

function only(...ids: StageId[]) {
  return { stages: new Set(ids) };
}

const NOT_ASKED = 'skipped: not asked for';
const NO_TARGET = { target: 'skipped: no recipients were given to compare with' };

describe('without a server', () => {
  it('speaks of the CSV alone', async () => {
    const report = await runReport([await writeCsv(csvRows(2))], undefined);
    const none = 'skipped: no server given';
    expect(stagesOf(report)).toEqual({
      csv: 'passed',
      dns: none,
      tcp: none,
      tls: none,
      imap: none,
      login: none,
      mailbox: none,
      ...NO_TARGET,
    });
    expect(report.verdict).toBe('ready');
    expect(outcomes(report)).toEqual(['1 skipped', '2 skipped']);
  });
});

describeWithServer('what a stage needs', ['openssl'], () => {
  it('no CSV: the server alone', async () => {
    const report = await runReport([], await start());
    expect(stagesOf(report)).toMatchObject({
      csv: 'skipped: no CSV given',
      imap: 'passed',
      login: 'skipped: no CSV given',
    });
    expect(report.verdict).toBe('ready');
  });

  it('a missing column stops the rows, not the server', async () => {
    const file = await writeTemporary('users.csv', 'EmailAddress,UserName,Pass\na@contoso.com,a,secret\n');
    const report = await runReport([file], await start());
    const reason = 'skipped: the header does not name each required column once';
    expect(stagesOf(report)).toMatchObject({ csv: 'failed', imap: 'passed', login: reason, mailbox: reason });
    expect(outcomes(report)).toEqual(['1 skipped']);
    expect(server?.logins).toEqual([]);
  });

  it('a missing column in one of two files stops that file', async () => {
    const bad = await writeTemporary('bad.csv', 'EmailAddress,UserName\na@contoso.com,a\n');
    const report = await runReport([await writeCsv(csvRows(2)), bad], await start());
    expect(outcomes(report)).toEqual(['1 passed', '2 passed', '1 skipped']);
    expect(stagesOf(report).login).toBe(
      `passed: nobody in ${bad} was tried: the header does not name each required column once`,
    );
  });

  it('a bad row stops that row', async () => {
    const rows = csvRows(3).map(([email, ...rest], index) => [index === 1 ? '' : email, ...rest] as const);
    const report = await runReport([await writeCsv(rows)], await start());
    expect(outcomes(report)).toEqual(['1 passed', '2 failed csv/blank-value', '3 passed']);
    expect(stagesOf(report)).toMatchObject({ csv: 'failed', login: 'passed', mailbox: 'passed' });
    expect(server?.logins).toHaveLength(2);
  });

  it('no open port stops tls and after', async () => {
    const report = await runReport([await writeCsv(csvRows(1))], await deadPort());
    const reason = 'skipped: no port is open';
    expect(stagesOf(report)).toMatchObject({ tcp: 'failed', tls: reason, imap: reason, login: reason });
    expect(report.verdict).toBe('not-ready');
  });

  it('a certificate that is not accepted lets no password out', async () => {
    const port = await start({ tls: testCertificate('wrong-name') });
    const report = await runReport([await writeCsv(csvRows(1))], port);
    expect(stagesOf(report)).toMatchObject({
      tls: 'failed',
      imap: 'passed',
      login: 'skipped: passwords are not sent over a certificate that is not accepted',
    });
    expect(server?.logins).toEqual([]);
    const accepted = await runReport([await writeCsv(csvRows(1))], port, {
      acceptUntrustedCertificates: true,
    });
    expect(stagesOf(accepted)).toMatchObject({ tls: 'passed', login: 'passed' });
  });

  it('no TLS lets no password out, unless told', async () => {
    const port = await start({ security: 'none' });
    const files = [await writeCsv(csvRows(1))];
    const report = await runReport(files, port, { security: 'none' });
    expect(stagesOf(report)).toMatchObject({
      tls: 'skipped: security none: no TLS is used',
      imap: 'failed',
      login: 'skipped: passwords are not sent without TLS',
    });
    expect(server?.logins).toEqual([]);
    const told = await runReport(files, port, { security: 'none', allowPlaintext: true });
    expect(stagesOf(told)).toMatchObject({ imap: 'warned', login: 'passed' });
    expect(told.verdict).toBe('ready-with-warnings');
  });

  it('TLS that Exchange Online would not accept does not stop the rows', async () => {
    const legacy = { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    const report = await runReport([await writeCsv(csvRows(2))], await start({ tls: legacy }));
    expect(stagesOf(report)).toMatchObject({ tls: 'failed', imap: 'passed', login: 'passed' });
  });

  it('a mailbox needs somebody who was let in', async () => {
    const report = await runReport([await writeCsv(csvRows(1))], await start({ users: {} }));
    expect(stagesOf(report)).toMatchObject({
      login: 'failed',
      mailbox: 'skipped: no mailbox could be opened',
    });
  });
});

describeWithServer('--only and --skip', ['openssl'], () => {
  it('go no further than the last stage that is asked for', async () => {
    const report = await runReport([await writeCsv(csvRows(1))], await start(), only('csv', 'tcp'));
    expect(stagesOf(report)).toMatchObject({ csv: 'passed', dns: NOT_ASKED, tcp: 'passed', tls: NOT_ASKED });
    expect(report.findings.filter(({ code }) => code.startsWith('dns/'))).toEqual([]);
    expect(server?.transcript).toEqual([]);
    expect(report.verdict).toBe('ready');
  });

  it('of the CSV alone ask the server nothing', async () => {
    const report = await runReport([await writeCsv(csvRows(1))], await start(), only('csv'));
    expect(stagesOf(report)).toMatchObject({
      csv: 'passed',
      dns: NOT_ASKED,
      tcp: NOT_ASKED,
      login: NOT_ASKED,
    });
    expect(server?.sessions).toBe(0);
  });

  it('of the logins alone do what these need, and report the logins', async () => {
    const rows = [...csvRows(2), ['no address', 'user3', 'x'] as const];
    const report = await runReport(
      [await writeCsv(rows)],
      await start({ users: { user1: 'user1-password' } }),
      only('login'),
    );
    expect(outcomes(report)).toEqual(['1 passed', '2 failed login/rejected', '3 skipped']);
    expect(report.findings.map(({ code }) => code)).toEqual(['login/rejected']);
    expect(stagesOf(report)).toMatchObject({
      csv: NOT_ASKED,
      tls: NOT_ASKED,
      login: 'failed: one row was not tried for what is wrong in the CSV: run the stage csv too',
      mailbox: NOT_ASKED,
    });
  });

  it('that leave out why nothing could be tried are not ready', async () => {
    const files = [await writeCsv(csvRows(1))];
    const closed = await runReport(files, await deadPort(), only('csv', 'login'));
    expect(stagesOf(closed)).toMatchObject({
      csv: 'passed',
      tcp: NOT_ASKED,
      login: 'skipped: no port is open',
    });
    expect(closed.verdict).toBe('incomplete');
    const silent = await runReport(
      files,
      await start({ capabilities: 'IMAP4rev1 LOGINDISABLED' }),
      only('csv', 'login'),
    );
    expect(silent.verdict).toBe('incomplete');
  });

  it('without the stage mailbox do not judge folders', async () => {
    const port = await start({
      folders: ['INBOX', '[Gmail]'],
      commands: { LIST: ({ tag }) => `${tag} NO Not today` },
    });
    const files = [await writeCsv(csvRows(1))];
    expect(outcomes(await runReport(files, port))).toEqual(['1 failed mailbox/list-failed']);
    const skipped = await runReport(files, port, only('csv', 'login'));
    expect([outcomes(skipped), skipped.findings, skipped.verdict]).toEqual([['1 passed'], [], 'ready']);
  });

  it('of the mailboxes alone say which were not reached', async () => {
    const port = await start({ users: { user1: 'user1-password' }, folders: ['INBOX', '[Gmail]'] });
    const report = await runReport([await writeCsv(csvRows(2))], port, only('mailbox'));
    expect(outcomes(report)).toEqual(['1 passed mailbox/gmail-folders', '2 inconclusive']);
    expect(stagesOf(report).mailbox).toBe(
      'incomplete: not every mailbox was reached: run the stage login too',
    );
  });
});

describeWithServer('a part of the rows', ['openssl'], () => {
  it('is said', async () => {
    const files = [await writeCsv(csvRows(10))];
    const port = await start();
    const range = await runReport(files, port, { rows: { from: 3, to: 4 } });
    expect(range.totals.rows).toMatchObject({ total: 10, passed: 2, skipped: 8 });
    expect(stagesOf(range).login).toBe('passed: rows 3 to 4 were asked for');
    expect(range.verdict).toBe('ready');
    const sample = await runReport(files, port, { sample: 5 });
    expect(sample.rows.filter(({ status }) => status === 'passed').map(({ row }) => row)).toEqual([
      1, 3, 5, 7, 9,
    ]);
    const beyond = await runReport(files, port, { rows: { from: 11, to: 20 } });
    expect(stagesOf(beyond).login).toBe('incomplete: no row was tried');
    expect(beyond.verdict).toBe('incomplete');
  });
});

describeWithServer('a stop', ['openssl'], () => {
  it('before anything began makes no findings, and counts the rows', async () => {
    const running = startRun([await writeCsv(csvRows(3))], await start());
    running.stop();
    const report = await running.report;
    expect(report.findings).toEqual([]);
    expect(report.batches).toMatchObject([{ rows: 3 }]);
    expect(outcomes(report)).toEqual(['1 skipped', '2 skipped', '3 skipped']);
    expect(stagesOf(report)).toMatchObject({ csv: 'incomplete: interrupted', dns: 'skipped: interrupted' });
    expect([report.verdict, report.run.interrupted]).toEqual(['incomplete', true]);
  });
});

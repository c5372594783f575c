import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkJson, csvRows, LOCALHOST, trusting } from '../run/support.js';
import { describeWithServer } from '../servers/available.js';
import { CLOSE, type Handler, scriptedServer } from '../servers/scripted.js';
import { runCli } from '../support/cli.js';
import { type CsvRow, csvText, temporaryDirectory } from '../support/files.js';

const CAPABILITIES = 'IMAP4rev1 LIST-STATUS STATUS=SIZE';

/** Mailboxes of one folder with so many messages of a kilobyte; `over`: what a user is answered in place of that. */
async function bench(rows: number, over: Record<string, Handler> = {}) {
  const folder = await temporaryDirectory();
  const file = join(folder, 'users.csv');
  await writeFile(file, csvText(csvRows(rows)), { mode: 0o600 });
  const LIST: Handler = async (command, session) => {
    const { tag, args } = command;
    if (args.length < 4) return ['* LIST () "/" INBOX', `${tag} OK done`];
    const own = await over[session.user ?? '']?.(command, session);
    return own ?? ['* LIST () "/" INBOX', '* STATUS INBOX (MESSAGES 7 SIZE 7168)', `${tag} OK done`];
  };
  const server = await scriptedServer({ capabilities: CAPABILITIES, commands: { LIST } });
  onTestFinished(() => server.stop());
  let seen = 0;
  const check = async (...args: string[]) => {
    const result = await checkJson([file, '--port', String(server.port), ...args], { cwd: folder });
    const asked = server.logins.slice(seen).map(({ user }) => user);
    seen = server.logins.length;
    const rows = result.report.rows as unknown as {
      status: string;
      audit?: { messages: number; bytes: number };
    }[];
    const mailbox = result.report.stages.find(({ id }) => id === 'mailbox') as unknown as Record<
      string,
      string
    >;
    return { ...result, asked, mailbox, audits: rows.map(({ audit }) => audit?.messages), rows };
  };
  return { folder, file, server, check };
}

describeWithServer('a run that measures', ['openssl'], () => {
  it('asks once more where the measuring was broken off, and the row has passed all the same', async () => {
    let times = 0;
    const { check } = await bench(3, { user2: () => (++times === 1 ? [CLOSE] : undefined) });
    const result = await check('--audit', '--concurrency', '1');
    expect(result.status).toBe(0);
    expect(result.audits).toEqual([7, 7, 7]);
    expect(result.asked).toEqual(['user1', 'user2', 'user3', 'user2']);
  });

  it('tells what could not be measured, as nothing that anybody knows: status 3', async () => {
    const BYE = ['* BYE [OVERQUOTA] Account exceeded command or bandwidth limits, user2-password', CLOSE];
    const { check } = await bench(3, { user2: () => BYE });
    const result = await check('--audit', '--retries', '1');
    expect(result.status).toBe(3);
    expect(result.report.verdict).toBe('incomplete');
    expect(result.audits).toEqual([7, undefined, 7]);
    expect(result.rows.map(({ status }) => status)).toEqual(['passed', 'passed', 'passed']);
    expect(result.mailbox).toMatchObject({
      status: 'incomplete',
      reason: expect.stringMatching(
        /^one mailbox could not be measured in full \(.*users\.csv row 2: BYE \[OVERQUOTA\] Account exceeded command or bandwidth limits, \[redacted\]\)$/,
      ),
    });
    expect(result.asked.filter((user) => user === 'user2')).toHaveLength(2);
  });

  it('a later refusal takes nothing from a row that has signed in', async () => {
    let times = 0;
    const folder = await temporaryDirectory();
    const file = join(folder, 'users.csv');
    await writeFile(file, csvText(csvRows(1)), { mode: 0o600 });
    const LOGIN: Handler = ({ tag }) => (++times === 1 ? undefined : `${tag} NO [AUTHENTICATIONFAILED] no`);
    const LIST: Handler = ({ tag, args }) =>
      args.length < 4 ? ['* LIST () "/" INBOX', `${tag} OK`] : [CLOSE];
    const server = await scriptedServer({ capabilities: CAPABILITIES, commands: { LOGIN, LIST } });
    onTestFinished(() => server.stop());
    const result = await checkJson([file, '--port', String(server.port), '--audit'], { cwd: folder });
    expect(result.status).toBe(3);
    expect(result.report.rows).toMatchObject([{ status: 'passed', codes: [] }]);
    expect(times).toBe(2);
  });

  it('its journal keeps the figures, and a run without them is gone on with by measuring', async () => {
    const { check, folder } = await bench(3);
    const journal = join(folder, 'run.ndjson');
    const plain = await check('--journal', journal);
    expect(plain.audits).toEqual([undefined, undefined, undefined]);
    const measured = await check('--resume', journal, '--audit');
    expect(measured.asked).toHaveLength(3);
    expect(measured.audits).toEqual([7, 7, 7]);
    const again = await check('--resume', journal, '--audit', '--report', join(folder, 'again.json'));
    expect(again.asked).toEqual([]);
    expect(again.audits).toEqual([7, 7, 7]);
    const told = JSON.parse((await runCli(['report', journal, '--json'])).stdout);
    expect(told.rows).toEqual(again.report.rows);
    const back = await runCli(['report', join(folder, 'again.json'), '--json']);
    expect(back.stdout).toBe(await readFile(join(folder, 'again.json'), 'utf8'));
  });

  it('measures once more what an earlier run has broken off', async () => {
    let broken = true;
    const half = ['* LIST () "/" INBOX', '* STATUS INBOX (MESSAGES 7 SIZE 7168)', CLOSE];
    const { check } = await bench(3, { user2: () => (broken ? half : undefined) });
    const first = await check('--audit', '--retries', '0', '--journal', 'run.ndjson');
    expect([first.status, first.audits]).toEqual([3, [7, 7, 7]]);
    const still = await check('--audit', '--retries', '0', '--resume', 'run.ndjson');
    expect([still.status, still.report.verdict, still.asked]).toEqual([3, 'incomplete', ['user2']]);
    broken = false;
    const whole = await check('--audit', '--resume', 'run.ndjson');
    expect([whole.status, whole.report.verdict, whole.asked]).toEqual([0, 'ready', ['user2']]);
    expect((await check('--audit', '--resume', 'run.ndjson')).asked).toEqual([]);
  });

  it('does not hold a result against a target of another size', async () => {
    const { check, folder } = await bench(3);
    await check('--audit', '--journal', 'run.ndjson');
    await writeFile(
      join(folder, 'tenant.csv'),
      'PrimarySmtpAddress,ProhibitSendReceiveQuota\nuser1@contoso.com,7KB\nuser2@contoso.com,1KB\nuser3@contoso.com,\n',
    );
    const small = await check('--audit', '--resume', 'run.ndjson', '--recipients', 'tenant.csv');
    expect([small.status, small.asked]).toEqual([1, ['user2']]);
    expect(small.report.rows.map(({ codes }) => codes)).toEqual([[], ['mailbox/over-target-quota'], []]);
    const large = await check('--audit', '--resume', 'run.ndjson');
    expect([large.status, large.asked]).toEqual([0, ['user2']]);
  });

  it('compares each row of equal credentials with its own target', async () => {
    const { check, file, folder } = await bench(0);
    const row = (name: string, root = ''): CsvRow => [`${name}@contoso.com`, 'shared', 'secret-4711', root];
    await writeFile(file, csvText([row('large'), row('small'), row('other', '/users/other')]), {
      mode: 0o600,
    });
    const quotas = 'large@contoso.com,50GB\nsmall@contoso.com,1KB\nother@contoso.com,1KB\n';
    await writeFile(join(folder, 'tenant.csv'), `PrimarySmtpAddress,ProhibitSendReceiveQuota\n${quotas}`);
    const result = await check('--audit', '--recipients', 'tenant.csv');
    expect([result.status, result.asked, result.audits]).toEqual([1, ['shared'], [7, 7, undefined]]);
    expect(result.rows.map(({ status }) => status)).toEqual(['passed', 'failed', 'passed']);
    expect(result.mailbox.reason).toMatch(/row 3: UserRoot names another mailbox/);
  });

  it('tells the largest numbers that a server may say so that they can be read again', async () => {
    const folders = Array.from({ length: 12 }, (_, index) => `Folder${index}`);
    const most = folders.flatMap((name) => [
      `* LIST () "/" ${name}`,
      `* STATUS ${name} (MESSAGES ${2 ** 32 - 1} SIZE ${2 ** 50})`,
    ]);
    const LIST: Handler = ({ tag }) => [...most, `${tag} OK done`];
    const { check, folder } = await bench(3, { user1: LIST, user2: LIST, user3: LIST });
    const result = await check('--audit', '--journal', 'run.ndjson', '--report', 'run.json');
    expect([result.status, result.stderr]).toEqual([1, '']);
    expect(result.audits).toEqual(Array(3).fill(12 * (2 ** 32 - 1)));
    for (const name of ['run.ndjson', 'run.json']) {
      const told = await runCli(['report', name, '--json'], { cwd: folder });
      expect([told.status, told.stderr]).toEqual([1, '']);
      expect(JSON.parse(told.stdout).rows).toEqual(result.report.rows);
    }
  });

  it('tells folders whose names are as long as a server may make them', async () => {
    const names = Array.from({ length: 300 }, (_, index) => `${index} ${'📬'.repeat(1100)}`);
    const most = names.flatMap((name) => [
      `* LIST () "/" "${name}"`,
      `* STATUS "${name}" (MESSAGES 1 SIZE 10)`,
    ]);
    const { check, folder } = await bench(1, { user1: ({ tag }) => [...most, `${tag} OK done`] });
    const result = await check('--audit', '--journal', 'run.ndjson');
    expect([result.status, result.stderr, result.audits]).toEqual([0, '', [300]]);
    const told = await runCli(['report', 'run.ndjson', '--json'], { cwd: folder });
    expect(JSON.parse(told.stdout).rows).toEqual(result.report.rows);
  });

  it('a mailbox that UserRoot names is not the one that is opened, and is not told for it', async () => {
    const { check, file, server } = await bench(0);
    const rows = ['anna', 'ben'].map((name) => `${name}@contoso.com,mailadmin,secret-4711,/users/${name}`);
    await writeFile(file, ['EmailAddress,UserName,Password,UserRoot', ...rows, ''].join('\n'), {
      mode: 0o600,
    });
    const result = await check('--audit');
    expect(result.status).toBe(3);
    expect(result.audits).toEqual([undefined, undefined]);
    expect(result.mailbox.reason).toMatch(
      /^2 mailboxes could not be measured in full \(.* row 1: UserRoot names/,
    );
    expect(server.commands).not.toContain('STATUS');
  });

  it('limits are those of the option', async () => {
    const { check } = await bench(2);
    expect((await check('--audit', '--target-quota', '7KB')).status).toBe(0);
    const small = await check('--audit', '--target-quota', '7167');
    expect(small.status).toBe(1);
    expect(small.report.rows.map(({ status, codes }) => [status, codes])).toEqual([
      ['failed', ['mailbox/over-target-quota']],
      ['failed', ['mailbox/over-target-quota']],
    ]);
  });
});

describe('what makes no sense', () => {
  it.each([
    [['check', 'users.csv', '--audit'], /--audit needs a server/],
    [
      ['check', 'users.csv', ...LOCALHOST, '--audit', '--skip', 'mailbox'],
      /--audit is a part of the stage mailbox/,
    ],
    [
      ['check', 'users.csv', ...LOCALHOST, '--audit', '--only', 'csv,login'],
      /--audit is a part of the stage mailbox/,
    ],
    [['check', 'users.csv', ...LOCALHOST, '--target-quota', 'much'], /--target-quota "much": give a size/],
  ])('%j', async (args, message) => {
    const { status, stdout, stderr } = await runCli(args, trusting());
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkJson, contradictions, csvRows, type JsonReport, outcomes, stagesOf } from '../run/support.js';
import { describeWithServer } from '../servers/available.js';
import { type Handler, scriptedServer } from '../servers/scripted.js';
import { runCli } from '../support/cli.js';
import { type CsvRow, csvText, temporaryDirectory } from '../support/files.js';
import { told } from '../support/journal.js';
import { validateReport } from '../support/schema.js';

const PASSWORD = 'Amber-Heron-41';

const row = (address: string): CsvRow => [address, address.split('@')[0] ?? '', PASSWORD];

/** A folder with a batch of these addresses and files beside it. */
async function folderOf(addresses: readonly string[], files: Record<string, string | Buffer> = {}) {
  const folder = await temporaryDirectory();
  const all = { 'users.csv': csvText(addresses.map(row)), ...files };
  for (const [name, content] of Object.entries(all)) {
    await writeFile(join(folder, name), content, { mode: 0o600 });
  }
  return folder;
}

/** `check users.csv --json` without a server. */
async function check(cwd: string, ...args: string[]) {
  const result = await runCli(['check', 'users.csv', '--json', ...args], { cwd });
  if (result.stdout === '') throw new Error(`status ${result.status}, no report\n${result.stderr}`);
  expect(result.stdout + result.stderr).not.toContain(PASSWORD);
  const report: JsonReport = JSON.parse(result.stdout);
  expect([...validateReport(report), ...contradictions(report)]).toEqual([]);
  const found = report.findings.map(({ code, severity, location }) =>
    [location?.row ?? '-', code, severity].join(' '),
  );
  return { ...result, report, found };
}

async function refused(cwd: string, ...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await runCli(['check', 'users.csv', ...args], { cwd });
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/^imap-preflight: .+\n$/);
  expect(stderr).not.toMatch(/ {4}at |node:internal|Amber/);
  return stderr;
}

const RECIPIENTS = `#TYPE Selected.System.Management.Automation.PSCustomObject
"DisplayName","PrimarySmtpAddress","EmailAddresses","RecipientTypeDetails","ProhibitSendReceiveQuota","IsSoftDeletedByRemove"
"A","a@contoso.com","SMTP:a@contoso.com smtp:userA@contoso.com X500:/o=First Group/cn=x@y","UserMailbox","100 GB (107,374,182,400 bytes)","False"
"B","userb@contoso.com","SIP:userb@contoso.com;SMTP:userb@contoso.com","SharedMailbox","Unlimited","False"
"C","user.c@contoso.com","SMTP:user.c@contoso.com","UserMailbox","","False"
"Sales","sales@contoso.com","SMTP:sales@contoso.com","MailUniversalDistributionGroup","","False"
"Room","room@contoso.com","SMTP:room@contoso.com","RoomMailbox","","False"
"Gone","gone@contoso.com","SMTP:gone@contoso.com","UserMailbox","","True"
`;

const ADDRESSES = ['usera@contoso.com', 'USERB@contoso.com', 'userc@contoso.com', 'sales@contoso.com'];

it('--baseline: what no export was given for is not mended', async () => {
  const folder = await folderOf(ADDRESSES, { 'recipients.csv': RECIPIENTS });
  const before = await check(folder, '--recipients', 'recipients.csv', '--batch-name', 'a b');
  await writeFile(join(folder, 'before.json'), before.stdout);
  const again = async (...args: string[]) =>
    (await check(folder, '--baseline', 'before.json', ...args)).report as unknown as {
      baseline: { notChecked: number; mendedFindings: { code: string }[] };
    };
  const { baseline } = await again('--batch-name', 'Sales');
  expect(baseline.mendedFindings.map(({ code }) => code)).toEqual(['target/batch-name']);
  expect(baseline.notChecked).toBe(2);
  expect((await again('--recipients', 'recipients.csv')).baseline).toMatchObject({
    mended: 0,
    notChecked: 1,
  });
});

describe('--recipients', () => {
  it('looks up each address among all proxy addresses', async () => {
    const folder = await folderOf([...ADDRESSES, 'room@contoso.com', 'gone@contoso.com'], {
      'recipients.csv': RECIPIENTS,
    });
    const { status, report, found } = await check(folder, '--recipients', 'recipients.csv');
    expect(status).toBe(1);
    expect(found).toEqual([
      '3 target/recipient-not-found error',
      '4 target/recipient-not-a-mailbox error',
      '5 target/recipient-not-a-mailbox warning',
      '6 target/recipient-not-a-mailbox error',
    ]);
    expect(outcomes(report)).toEqual([
      '1 skipped',
      '2 skipped',
      '3 failed target/recipient-not-found',
      '4 failed target/recipient-not-a-mailbox',
      '5 skipped target/recipient-not-a-mailbox',
      '6 failed target/recipient-not-a-mailbox',
    ]);
    expect(stagesOf(report)).toMatchObject({ csv: 'passed', target: 'failed' });
    expect(JSON.stringify(report.findings[0])).toContain("Check whether 'user.c@contoso.com' is meant");
  });

  it('takes JSON, UTF-16 and several files', async () => {
    const json = JSON.stringify([{ PrimarySmtpAddress: 'usera@contoso.com', EmailAddresses: [] }]);
    const csv =
      '\ufeff"User principal name";"Proxy addresses"\r\n"b";"SMTP:x@contoso.com+smtp:userb@contoso.com"\r\n';
    const folder = await folderOf(['usera@contoso.com', 'userb@contoso.com'], {
      'a.json': json,
      'b.csv': Buffer.from(csv, 'utf16le'),
    });
    const { status, found } = await check(folder, '--recipients', 'a.json', '--recipients', 'b.csv');
    expect([status, found]).toEqual([0, []]);
  });

  it('says that an export has lost its addresses, and how it keeps them', async () => {
    const folder = await folderOf(['usera@contoso.com', 'alias@contoso.com'], {
      'lost.csv': 'PrimarySmtpAddress,EmailAddresses\nusera@contoso.com,System.String[]\n',
    });
    const { status, report, found } = await check(folder, '--recipients', 'lost.csv');
    expect([status, found]).toEqual([0, ['2 target/recipient-not-found warning']]);
    expect(stagesOf(report).target).toMatch(/^warned: an export has lost all addresses but the primary ones/);
    expect(JSON.stringify(report.findings)).toContain('$_.EmailAddresses -join');
  });

  it('passes over rows that the CSV stage finds too damaged, and says so without it', async () => {
    const folder = await folderOf(['usera@contoso.com', 'no-address'], { 'recipients.csv': RECIPIENTS });
    const both = await check(folder, '--recipients', 'recipients.csv');
    expect(both.found).toEqual(['2 csv/invalid-email error']);
    const alone = await check(folder, '--recipients', 'recipients.csv', '--only', 'target');
    expect(alone.status).toBe(3);
    expect(stagesOf(alone.report).target).toBe(
      'incomplete: one row was not compared for what is wrong in the CSV: run the stage csv too',
    );
  });

  it('is not asked for by --skip target, and its rows are told without it', async () => {
    const folder = await folderOf(ADDRESSES, { 'recipients.csv': RECIPIENTS });
    const { status, report, found } = await check(
      folder,
      '--recipients',
      'recipients.csv',
      '--skip',
      'target',
    );
    expect([status, found]).toEqual([0, []]);
    expect(stagesOf(report).target).toBe('skipped: not asked for');
    expect(outcomes(report)).toHaveLength(4);
  });

  it('of many rows with one fault makes a short text', async () => {
    const addresses = csvRows(500).map(([address]) => address.replace('@contoso', '@fabrikam'));
    const folder = await folderOf(addresses, { 'recipients.csv': RECIPIENTS });
    const args = ['--recipients', 'recipients.csv', '--target-domain', 'contoso.com'];
    const { status, stdout } = await runCli(['check', 'users.csv', ...args], { cwd: folder });
    expect(status).toBe(1);
    expect(stdout.match(/^✖ Error: .*· 500 rows$/gm)).toHaveLength(2);
    expect(stdout.split('\n').length).toBeLessThan(120);
  });
});

describe('--target-domain', () => {
  it('names addresses at other domains, unless a recipient has them', async () => {
    const addresses = [
      'usera@contoso.com',
      'userb@fabrikam.com',
      'userc@mail.contoso.com',
      'userd@gmail.com',
    ];
    const folder = await folderOf(addresses, {
      'r.csv': 'PrimarySmtpAddress\nuserb@fabrikam.com\nusera@contoso.com\n',
    });
    const domains = ['--target-domain', 'Contoso.com,contoso.org'];
    const { status, found } = await check(folder, ...domains);
    expect([status, found]).toEqual([1, [2, 3, 4].map((one) => `${one} target/foreign-domain error`)]);
    const { found: known } = await check(folder, ...domains, '--recipients', 'r.csv');
    expect(known).toEqual(
      [3, 4].flatMap((one) => [
        `${one} target/recipient-not-found error`,
        `${one} target/foreign-domain error`,
      ]),
    );
    const { found: none } = await check(
      folder,
      ...domains,
      '--target-domain',
      'fabrikam.com,mail.contoso.com,gmail.com',
    );
    expect(none).toEqual([]);
  });
});

describe('without any of the options', () => {
  it('a domain for private mail is a warning', async () => {
    const folder = await folderOf(['usera@contoso.com', 'userb@gmail.com']);
    const { status, report, found } = await check(folder);
    expect([status, found, report.verdict]).toEqual([
      0,
      ['2 target/foreign-domain warning'],
      'ready-with-warnings',
    ]);
    expect(outcomes(report)).toEqual(['1 skipped', '2 skipped target/foreign-domain']);
    expect(stagesOf(report).target).toBe('warned');
    const { report: only } = await check(folder, '--only', 'target');
    expect(stagesOf(only)).toMatchObject({ csv: 'skipped: not asked for', target: 'warned' });
    const { found: skipped } = await check(folder, '--skip', 'target');
    expect(skipped).toEqual([]);
  });

  it('and without such a domain the stage is skipped as before', async () => {
    const { report } = await check(await folderOf(['usera@contoso.com']));
    expect(stagesOf(report).target).toBe('skipped: no recipients were given to compare with');
  });
});

describe('--batch-name and --existing-batches', () => {
  const files = {
    'batches.csv': '"Identity","Status"\r\n"Contoso-Batch1","Synced"\r\n',
    'users.json': JSON.stringify([{ Identity: 'UserB@contoso.com', BatchId: 'Old', Status: 'Failed' }]),
    'empty.csv': '',
  };
  const existing = ['--existing-batches', 'batches.csv', '--existing-batches', 'users.json'];

  it('tell a name that is taken, and a user who is', async () => {
    const folder = await folderOf(['usera@contoso.com', 'userb@contoso.com'], files);
    const { status, report, found } = await check(folder, '--batch-name', 'contoso-batch1', ...existing);
    expect(status).toBe(1);
    expect(found).toEqual(['- target/batch-exists error', '2 target/batch-exists warning']);
    expect(outcomes(report)).toEqual(['1 skipped', '2 skipped target/batch-exists']);
    expect(JSON.stringify(report.findings)).toMatch(
      /The migration batch already exists\..*already has a pending request/,
    );
  });

  it('are fine with another name and nobody in a batch', async () => {
    const folder = await folderOf(['usera@contoso.com'], files);
    const { report, found } = await check(folder, '--batch-name', 'Contoso-Batch2', ...existing);
    expect(found).toEqual([]);
    expect(stagesOf(report).target).toBe('passed');
    const none = await check(folder, '--batch-name', 'Contoso-Batch1', '--existing-batches', 'empty.csv');
    expect([none.status, none.found]).toEqual([0, []]);
  });

  it.each([
    ['a'.repeat(65), ['- target/batch-name error'], 1],
    ['Contoso batch', ['- target/batch-name warning'], 0],
    ['Contoso-Batch1', [], 0],
  ])('%s', async (name, wanted, code) => {
    const { status, found } = await check(await folderOf(['usera@contoso.com']), '--batch-name', name);
    expect([status, found]).toEqual([code, wanted]);
  });
});

describe('what is no export ends with status 2 before anything is asked', () => {
  it.each<[string, Record<string, string>, RegExp]>([
    ['nowhere.csv', {}, /nowhere\.csv: no such file\. /],
    ['folder', {}, /folder: it is a folder\. /],
    ['users.csv', {}, /users\.csv: it is a migration CSV, not an export of recipients\. .*Get-Recipient/],
    ['empty.csv', { 'empty.csv': '' }, /empty\.csv: it lists no recipients\. /],
    [
      'x.csv',
      { 'x.csv': 'Name,Alias\nA,a\n' },
      /x\.csv: .*its columns are Name, Alias\. .*PrimarySmtpAddress/,
    ],
    ['x.json', { 'x.json': '[{"mail":"a@contoso.com"},\n{"mail":}]' }, /x\.json: .*\(line 2, column 9\)\. /],
    [
      'x.csv',
      { 'x.csv': 'mail,name\na@contoso.com,"A\n' },
      /x\.csv: the record on line 2 has a quotation mark/,
    ],
  ])('%s', async (name, files, message) => {
    const folder = await folderOf(['usera@contoso.com'], files);
    await mkdir(join(folder, 'folder'));
    const server = await scriptedServer({ security: 'none' });
    onTestFinished(() => server.stop());
    const route = ['--server', 'localhost', '--port', String(server.port), '--security', 'none'];
    const options = [...route, '--allow-private-address', '--allow-plaintext', '--journal', 'run.ndjson'];
    expect(await refused(folder, '--recipients', name, ...options)).toMatch(message);
    expect([server.transcript, server.logins]).toEqual([[], []]);
  });

  it('nor is it written over', async () => {
    const folder = await folderOf(['usera@contoso.com'], { 'r.json': '[]', 'b.json': '[]' });
    for (const [option, file] of [
      ['--recipients', 'r.json'],
      ['--existing-batches', 'b.json'],
    ] as const) {
      for (const output of ['--report', '--journal']) {
        expect(await refused(folder, option, file, output, file)).toContain(
          'is named for something else too',
        );
      }
    }
  });
});

describeWithServer('beside the sign-ins', ['openssl'], () => {
  async function bench(words: Record<string, string> = {}) {
    const LOGIN: Handler = ({ tag, args: [user] }) => {
      const own = words[String(user)];
      return own === undefined ? undefined : `${tag} ${own}`;
    };
    const server = await scriptedServer({ commands: { LOGIN } });
    onTestFinished(() => server.stop());
    const cwd = await folderOf(ADDRESSES, { 'recipients.csv': RECIPIENTS });
    const options = ['--port', String(server.port), '--recipients', 'recipients.csv', '--retries', '0'];
    const run = (...args: string[]) => checkJson(['users.csv', ...options, ...args], { cwd });
    const report = async (...journals: string[]): Promise<JsonReport> => {
      const { stdout } = await runCli(['report', ...journals, '--json'], { cwd });
      const report: JsonReport = JSON.parse(stdout);
      expect([...validateReport(report), ...contradictions(report)]).toEqual([]);
      return report;
    };
    return { server, words, run, report };
  }

  const ALL = [
    '1 passed',
    '2 failed login/rejected',
    '3 failed target/recipient-not-found',
    '4 failed target/recipient-not-a-mailbox',
  ];

  it('every row is signed in to, and its codes are those of both', async () => {
    const { server, run } = await bench({
      USERB: 'NO [AUTHENTICATIONFAILED] No',
      sales: 'NO [UNAVAILABLE] Later',
    });
    const { report } = await run();
    expect(outcomes(report)).toEqual([
      ...ALL.slice(0, 3),
      '4 failed target/recipient-not-a-mailbox login/unavailable',
    ]);
    expect(server.logins).toHaveLength(4);
    expect(stagesOf(report)).toMatchObject({ login: 'failed', target: 'failed' });
  });

  it('a dry run compares too', async () => {
    const { server, run } = await bench();
    const { report } = await run('--dry-run');
    expect(outcomes(report).slice(2)).toEqual(ALL.slice(2));
    expect(server.transcript).toEqual([]);
  });

  it('a journal gives the same report, and is gone on from without a second sign-in', async () => {
    const { server, words, run, report } = await bench({ USERB: 'NO [AUTHENTICATIONFAILED] No' });
    const first = await run('--journal', 'run.ndjson');
    expect(outcomes(first.report)).toEqual(ALL);
    expect(told(await report('run.ndjson'))).toEqual(told(first.report));
    words.USERB = 'OK Now';
    const again = await run('--resume', 'run.ndjson');
    expect(outcomes(again.report)).toEqual(ALL);
    expect(server.logins).toHaveLength(4);
    expect(told(await report('run.ndjson'))).toEqual(told(again.report));
    const mended = await run('--resume', 'run.ndjson', '--retry-rejected');
    expect(outcomes(mended.report)[1]).toBe('2 passed');
    expect(server.logins).toHaveLength(5);
  });

  it('a journal that was begun without recipients is gone on from with them', async () => {
    const { server, run, report } = await bench();
    await run('--journal', 'run.ndjson', '--skip', 'target');
    expect(outcomes(await report('run.ndjson'))).toEqual(['1 passed', '2 passed', '3 passed', '4 passed']);
    const { report: second } = await run('--resume', 'run.ndjson');
    expect(outcomes(second)).toEqual(['1 passed', '2 passed', ...ALL.slice(2)]);
    expect(server.logins).toHaveLength(4);
    expect(outcomes(await report('run.ndjson'))).toEqual(outcomes(second));
  });

  it('shards come to the report of the whole', async () => {
    const { run, report } = await bench({ USERB: 'NO [AUTHENTICATIONFAILED] No' });
    for (const index of [1, 2]) await run('--shard', `${index}/2`, '--journal', `${index}.ndjson`);
    const joined = await report('1.ndjson', '2.ndjson');
    expect(outcomes(joined)).toEqual(ALL);
    expect(joined.findings.filter(({ severity }) => severity === 'error')).toHaveLength(3);
    expect(stagesOf(joined).target).toBe('failed');
  });
});

import { describe, expect, it, onTestFinished } from 'vitest';
import { describeWithServer } from '../servers/available.js';
import { dnsServer } from '../servers/dns.js';
import { dovecot } from '../servers/dovecot.js';
import { gate } from '../servers/gate.js';
import {
  CLOSE,
  type Handler,
  type Reply,
  type ScriptedOptions,
  scriptedServer,
} from '../servers/scripted.js';
import { check, PASSWORD } from '../support/check.js';
import { type CsvRow, writeCsv } from '../support/files.js';

const ROW: CsvRow = ['anna@contoso.com', 'anna', PASSWORD];

function checkPort(port: number, rows: readonly CsvRow[], ...args: string[]) {
  const where = ['--server', 'localhost', '--allow-private-address', '--port', String(port)];
  return checkRows(rows, ...where, '--timeout', '5', ...args);
}

async function checkRows(rows: readonly CsvRow[], ...args: string[]) {
  const { report, ...rest } = await check(await writeCsv(rows), ...args);
  return { ...rest, report, codes: report.findings.map(({ code }) => code) };
}

/** One row, or more, against a server that behaves as told. */
async function against(options: ScriptedOptions, rows: readonly CsvRow[] = [ROW], ...args: string[]) {
  const server = await scriptedServer(options);
  onTestFinished(() => server.stop());
  return { server, ...(await checkPort(server.port, rows, ...args)) };
}

const refusing = (words: string): Record<string, Handler> => ({ LOGIN: ({ tag }) => `${tag} ${words}` });
const telling = (id: string): Record<string, Handler> => ({
  ID: ({ tag }) => [`* ID (${id})`, `${tag} OK`],
});
const EXCHANGE = '* OK The Microsoft Exchange IMAP4 service is ready.';
const EXCHANGE_ID = '"name" "Microsoft.Exchange.Imap4.Imap4Server" "version"';
const REJECTED = refusing('NO Login failed.');

describeWithServer('a server is known by what it says', ['openssl'], () => {
  it.each<[string, ScriptedOptions, string, RegExp]>([
    [
      'Gmail',
      { greeting: '* OK Gimap ready for requests from 203.0.113.7 q17mb123', commands: REJECTED },
      'gmail',
      /app password of 16 letters/,
    ],
    [
      'Exchange 2003',
      {
        greeting: '* OK Microsoft Exchange Server 2003 IMAP4rev1 server version 6.5.7638.1 (mail) ready.',
        commands: REJECTED,
      },
      'exchange',
      /For Exchange, try/,
    ],
    [
      'Exchange 2007',
      { greeting: '* OK Microsoft Exchange Server 2007 IMAP4 service ready', commands: REJECTED },
      'exchange',
      /For Exchange, try/,
    ],
    [
      'Exchange 2010',
      { greeting: EXCHANGE, commands: { ...REJECTED, ...telling(`${EXCHANGE_ID} "14.3"`) } },
      'exchange',
      /For Exchange, try/,
    ],
    [
      'Exchange 2016 with a greeting of its own',
      { greeting: '* OK Welcome', commands: { ...REJECTED, ...telling(`${EXCHANGE_ID} "15.1"`) } },
      'exchange',
      /For Exchange, try/,
    ],
    [
      'Courier',
      { greeting: '* OK [CAPABILITY IMAP4rev1] Courier-IMAP ready. Copyright 1998', commands: REJECTED },
      'courier',
      /For Courier, put each user's own name/,
    ],
    [
      'Zimbra',
      { greeting: '* OK mail.contoso.com Zimbra IMAP4rev1 server ready', commands: REJECTED },
      'zimbra',
      /class of service/,
    ],
    [
      'Yahoo',
      {
        capabilities: 'IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=XOAUTH2 XYMHIGHESTMODSEQ',
        commands: REJECTED,
      },
      'yahoo',
      /For Yahoo, generate an app password/,
    ],
    [
      'iCloud',
      { greeting: '* OK (2538B104-b1489b0b0463) p00-iscream-7dfc5877dc-kmwkw', commands: REJECTED },
      'icloud',
      /For iCloud/,
    ],
  ])('%s', async (_name, options, software, step) => {
    const { report, status, found } = await against(options);
    expect(report.endpoint?.software).toBe(software);
    expect(report.endpoint?.advice.join('\n')).toMatch(step);
    expect(status).toBe(1);
    // The answer names nobody: what is known of the endpoint does.
    const fix = found('login/rejected')?.fix ?? [];
    expect(fix.slice(0, 2).join('\n')).toMatch(step);
  });

  it('and an unknown one gets no advice', async () => {
    const { report, status } = await against({ greeting: '* OK Contoso mail ready' });
    expect(report.endpoint).toMatchObject({ software: null, advice: [] });
    expect(status).toBe(0);
  });

  it('what was announced before TLS is told apart', async () => {
    const { report } = await against({ security: 'tls' }, [ROW], '--security', 'tls');
    expect(report.endpoint?.plainCapabilities).toContain('STARTTLS');
    expect(report.endpoint?.capabilities).toContain('AUTH=PLAIN');
  });
});

describeWithServer('a form of UserName that the server does not take', ['openssl'], () => {
  it.each<[string, string, string, RegExp]>([
    [
      'Courier',
      '* OK Courier-IMAP ready.',
      'anna*mailadmin',
      /^This row uses the Dovecot administrator form, which Courier IMAP does not take\. Courier has no administrator sign-in/,
    ],
    [
      'Gmail',
      '* OK Gimap ready for requests',
      'anna*mailadmin',
      /^This row uses the Dovecot administrator form; Gmail has no administrator sign-in/,
    ],
    [
      'Exchange',
      EXCHANGE,
      'anna*mailadmin',
      /which Exchange Server does not take\..*`contoso\/mailadmin\/usera`/,
    ],
    [
      'Gmail',
      '* OK Gimap ready for requests',
      'anna',
      /^This row uses the short name; Gmail expects the full address\.$/,
    ],
  ])('%s %s %s', async (_name, greeting, userName, first) => {
    const commands = refusing('NO [AUTHENTICATIONFAILED] wrong');
    const { found } = await against({ greeting, commands }, [['anna@contoso.com', userName, PASSWORD]]);
    expect(found('login/rejected')?.fix[0]).toMatch(first);
  });

  it('is not held against one that it does', async () => {
    const { found } = await against({ greeting: EXCHANGE, commands: refusing('NO LOGIN failed.') }, [
      ['anna@contoso.com', 'contoso/mailadmin/anna', PASSWORD],
    ]);
    expect(found('login/rejected')?.fix[0]).toMatch(/^On Exchange, write an administrator as/);
  });

  it('is told where the administrator may not open the mailbox', async () => {
    const commands = refusing('NO [AUTHORIZATIONFAILED] no');
    const { found } = await against({ greeting: EXCHANGE, commands }, [
      ['anna@contoso.com', 'contoso/mailadmin/anna', PASSWORD],
    ]);
    expect(found('login/not-authorized')?.fix[0]).toMatch(/^On Exchange, write an administrator/);
  });
});

describeWithServer('a server that takes no password', ['openssl'], () => {
  it.each<[string, string, RegExp]>([
    [
      'OAuth alone',
      'IMAP4rev1 SASL-IR AUTH=XOAUTH2 auth=oauthbearer',
      /OAuth tokens only \(XOAUTH2 and OAUTHBEARER\)/,
    ],
    ['LOGINDISABLED and OAuth', 'IMAP4rev1 logindisabled AUTH=XOAUTH2', /OAuth tokens only/],
    ['LOGINDISABLED', 'IMAP4rev1 LoginDisabled', /no way to sign in with a password/],
    ['LOGINDISABLED among odd words', 'IMAP4rev1  LOGINDISABLED X-FOO(1) X[FOO] Y"A', /no way to sign in/],
  ])('%s: nobody is signed in', async (_name, capabilities, message) => {
    const { server, status, found, stages, report } = await against({ capabilities });
    expect(status).toBe(1);
    expect(report.verdict).toBe('not-ready');
    expect(found('imap/login-disabled')).toMatchObject({ severity: 'error' });
    expect(found('imap/login-disabled')?.message).toMatch(message);
    expect(stages).toMatchObject({ imap: 'failed', login: 'skipped' });
    expect(server.logins).toEqual([]);
  });

  it('says so before TLS only, which is usual', async () => {
    const { server, status } = await against(
      { security: 'tls', greeting: '* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] hi' },
      [ROW],
      ...['--security', 'tls'],
    );
    expect(status).toBe(0);
    expect(server.logins).toHaveLength(1);
  });

  it('Exchange Online under a name of one\u2019s own', async () => {
    const blob = Buffer.from('LO2P265CA0123.GBRP265.PROD.OUTLOOK.COM', 'utf16le').toString('base64');
    const { server, status, found, report, stages } = await against({ greeting: `${EXCHANGE} [${blob}]` });
    expect(status).toBe(1);
    expect(found('imap/microsoft-365-source')?.message).toContain('Exchange Online');
    expect(report.endpoint?.software).toBe('exchange-online');
    expect(report.endpoint?.advice).toEqual([expect.stringContaining('Do not use IMAP for Exchange Online')]);
    expect(stages).toMatchObject({ login: 'skipped' });
    expect(server.logins).toEqual([]);
  });
});

describeWithServer('a server that does not say what it takes', ['openssl'], () => {
  const telling = (answer: (tag: string) => Reply): ScriptedOptions => ({
    greeting: '* OK hi',
    commands: { CAPABILITY: ({ tag }) => answer(tag) },
  });

  it('is not called ready, and the sign-in is tried', async () => {
    const { server, status, found, stages, report } = await against(
      telling((tag) => `${tag} NO [UNAVAILABLE] Try later`),
    );
    expect(status).toBe(3);
    expect(report.verdict).toBe('incomplete');
    expect(found('imap/no-greeting')).toMatchObject({
      severity: 'warning',
      evidence: { response: 'NO [UNAVAILABLE] Try later' },
    });
    expect(stages).toMatchObject({ imap: 'incomplete', login: 'passed' });
    expect(server.logins).toHaveLength(1);
  });

  it('gets no password in the clear', async () => {
    const { server, status, reasons } = await against(
      { ...telling((tag) => `${tag} OK done`), security: 'none' },
      [ROW],
      ...['--security', 'none', '--allow-plaintext'],
    );
    expect(status).toBe(3);
    expect(reasons.login).toMatch(/does not tell its capabilities/);
    expect(server.logins).toEqual([]);
  });

  it.each<[string, ScriptedOptions, string]>([
    ['BYE to CAPABILITY', telling(() => ['* BYE Too many connections', CLOSE]), 'BYE Too many connections'],
    ['NO as greeting', { greeting: ['* NO not today', CLOSE] }, 'NO not today'],
  ])('%s: it turns the connection away, in its own words', async (_name, options, response) => {
    const { status, found, reasons } = await against(options);
    expect(status).toBe(1);
    expect(found('imap/refused')).toMatchObject({ severity: 'error', evidence: { response } });
    expect(found('imap/refused')?.message).toMatch(/then refused to go on/);
    expect(reasons.login).toBe('the server gave no usable greeting');
  });

  it('is not called silent where the stages before used up its connections', async () => {
    const server = await scriptedServer();
    onTestFinished(() => server.stop());
    // One to see the port, one as Exchange Online, and one for each version of TLS.
    const before = await gate(server.port, (call) => (call <= 6 ? 'pass' : 'reset'));
    const { status, found, stages } = await checkPort(before.port, [ROW]);
    expect(status).toBe(3);
    expect(stages.tls).toBe('passed');
    expect(found('imap/no-greeting')?.message).toMatch(/could not be reached for its greeting/);
    expect(found('imap/no-greeting')?.evidence?.detail).toMatch(/ECONNRESET/);
  });
});

describe('a name that is an alias', () => {
  const name = 'imap.contoso.invalid';

  async function aliasOf(target: string, ...args: string[]) {
    const resolver = await dnsServer({ [name]: { CNAME: target }, [target]: { A: ['127.0.0.1'] } });
    onTestFinished(() => resolver.stop());
    return checkRows([ROW], '--server', name, '--resolver', resolver.address, '--timeout', '1', ...args);
  }

  it('of Microsoft 365 ends the run before anything is connected to', async () => {
    const { status, report, stages, found } = await aliasOf('outlook.office365.com');
    expect(status).toBe(1);
    expect(found('imap/microsoft-365-source')?.message).toContain(`${name} is Exchange Online`);
    expect(stages).toMatchObject({ tcp: 'skipped', tls: 'skipped', imap: 'failed', login: 'skipped' });
    expect(report.endpoint?.software).toBe('exchange-online');
    expect(report.rows).toMatchObject([{ status: 'skipped' }]);
  });

  it('of Microsoft 365 is no matter where only its name is asked for', async () => {
    const { codes, stages } = await aliasOf('outlook.office365.com', '--only', 'csv,dns');
    expect(codes).not.toContain('imap/microsoft-365-source');
    expect(stages).toMatchObject({ imap: 'skipped' });
    expect(stages.dns).not.toBe('skipped');
  });

  it('of others is looked into', async () => {
    const { codes, stages } = await aliasOf('mail.contoso.invalid');
    expect(codes).not.toContain('imap/microsoft-365-source');
    expect(stages.tcp).not.toBe('skipped');
  });
});

describeWithServer('Dovecot', ['dovecot', 'openssl'], () => {
  it('with passwords and a master user: its own advice, and rows that pass', async () => {
    const server = await dovecot({ users: 1, masters: [{ name: 'mailadmin', password: PASSWORD }] });
    onTestFinished(() => server.stop());
    const row: CsvRow = ['anna@contoso.com', 'user1*mailadmin', PASSWORD];
    const { status, report } = await checkPort(server.imaps, [row]);
    expect(status).toBe(0);
    expect(report.rows).toMatchObject([{ status: 'passed' }]);
    expect(report.endpoint?.software).toBe('dovecot');
    expect(report.endpoint?.advice[0]).toMatch(/^On Dovecot, write an administrator/);
    expect(report.endpoint?.advice.length).toBeLessThanOrEqual(4);
  });

  it('with the form of another server', async () => {
    const server = await dovecot({ users: 1 });
    onTestFinished(() => server.stop());
    const row: CsvRow = ['anna@contoso.com', '#user1@contoso.com#mailadmin#', PASSWORD];
    const { status, found } = await checkPort(server.imaps, [row]);
    expect(status).toBe(1);
    expect(found('login/rejected')?.fix[0]).toMatch(
      /^This row uses the Mirapoint administrator form, which Dovecot does not take\. On Dovecot/,
    );
  });

  it('with OAuth alone', async () => {
    const server = await dovecot({ users: 1, extra: 'auth_mechanisms = xoauth2 oauthbearer' });
    onTestFinished(() => server.stop());
    const { status, found, report } = await checkPort(server.imaps, [
      ['anna@contoso.com', 'user1', PASSWORD],
    ]);
    expect(status).toBe(1);
    expect(found('imap/login-disabled')?.message).toContain('OAuth tokens only');
    expect(report.endpoint?.software).toBe('dovecot');
    expect(report.rows).toMatchObject([{ status: 'skipped' }]);
  });
});

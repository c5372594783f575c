import { afterEach, describe, expect, it } from 'vitest';
import { ANSWER_ROWS, knownAnswer } from '../../src/knowledge/answers.js';
import type { ServerId } from '../../src/knowledge/servers.js';
import { checkJson, type JsonReport } from '../run/support.js';
import { describeWithServer } from '../servers/available.js';
import {
  CLOSE,
  type Handler,
  type ScriptedOptions,
  type ScriptedServer,
  type Step,
  scriptedServer,
} from '../servers/scripted.js';
import { type CsvRow, writeCsv } from '../support/files.js';
import { decidingAnswer, KNOWN_ANSWERS, type KnownAnswer, shownAnswer } from '../support/known-answers.js';

/** How many answers there are of each, so that none is lost unseen. */
const COUNTS: Record<string, number> = {
  'RFC 5530': 21,
  Gmail: 18,
  Yahoo: 11,
  AOL: 1,
  iCloud: 2,
  'Outlook.com': 3,
  'Exchange Online': 3,
  Zoho: 3,
  Yandex: 2,
  Tencent: 3,
  'Mail.ru': 1,
  cPanel: 4,
  Dovecot: 16,
  Cyrus: 16,
  Courier: 5,
  'Exchange Server': 10,
  Zimbra: 7,
  'iMail Server': 1,
  pinetd: 1,
  MailKit: 1,
  'sync engine': 17,
  nobody: 12,
};

/** What a server says of itself, for answers whose words do not tell whose they are. */
const GREETINGS: Partial<Record<ServerId, string>> = {
  icloud:
    '* OK [CAPABILITY IMAP4 IMAP4rev1 SASL-IR AUTH=ATOKEN AUTH=PLAIN] iSCREAM ready to rumble (15E205-0982aaf890fd:18514) st11p00mm-iscream022 [04:19:14:31:21:53]',
  dovecot: '* OK [CAPABILITY IMAP4rev1 SASL-IR LITERAL+ ID NAMESPACE AUTH=PLAIN] Dovecot ready.',
  courier:
    '* OK [CAPABILITY IMAP4rev1 UIDPLUS CHILDREN NAMESPACE] Courier-IMAP ready. Copyright 1998-2022 S. Varshavchik.  See COPYING for distribution information.',
  zimbra: '* OK mail.contoso.com Zimbra 7.2.0_GA_2669 IMAP4rev1 server ready',
};

const TROUBLE_SIGNING_IN =
  "We had trouble signing in to this account. Confirm that you're using the correct user name and password.";

describe('the known answers', () => {
  it('are all there', () => {
    const counts: Record<string, number> = {};
    for (const { of } of KNOWN_ANSWERS) counts[of] = (counts[of] ?? 0) + 1;
    expect(counts).toEqual(COUNTS);
    expect(new Set(KNOWN_ANSWERS.map(userOf)).size).toBe(KNOWN_ANSWERS.length);
    for (const { source } of KNOWN_ANSWERS) expect(source).toMatch(/^https:\/\/\S+$/);
  });

  it('leave no row of the table unused', () => {
    const reached = new Set(
      KNOWN_ANSWERS.flatMap((known) => {
        const answer = decidingAnswer(known);
        return answer === undefined ? [] : [knownAnswer(answer)];
      }),
    );
    const dead = [...ANSWER_ROWS].filter((row) => !reached.has(row));
    expect(dead.map(({ provider, text, is }) => [provider, String(text), is].join(' '))).toEqual([]);
  });
});

/** What became of one answer, as far as the fixture says. */
interface Outcome {
  id: string;
  code: string;
  status: string;
  /** As many as there may be, or how many there were. */
  attempts: 'few' | number;
  shown: string | undefined;
  missing: string[];
}

function expectedOf(known: KnownAnswer): Outcome {
  const { id, code, status } = known;
  return { id, code, status, attempts: 'few', shown: shownAnswer(known), missing: [] };
}

/**
 * Where LOGIN is not answered NO, the way of sending may be what went wrong: the program may find that out, with one
 * more sign-in for each of its three ways.
 */
function mostAttempts({ at, lines }: KnownAnswer): number {
  return at === 'login' && lines.some((line) => line.startsWith('NO ')) ? 1 : 3;
}

/** Its finding in the report, and how often the server was asked. */
function outcomeOf(known: KnownAnswer, index: number, report: JsonReport, attempts: number): Outcome {
  const row = report.rows[index];
  const found = report.findings.filter(
    ({ code, location }) => location?.row === index + 1 && /^(?:login|mailbox)\//.test(code),
  );
  const [finding] = found as Described[];
  const told = [finding?.message, ...(finding?.fix ?? [])].join('\n');
  return {
    id: known.id,
    code: found.map(({ code }) => code).join(' '),
    status: row?.status ?? 'no row',
    attempts: attempts >= 1 && attempts <= mostAttempts(known) ? 'few' : attempts,
    shown: finding?.evidence?.response,
    missing: (known.advice ?? []).filter((words) => !told.includes(words)),
  };
}

type Described = JsonReport['findings'][number] & { message: string; fix: string[] };

function userOf({ id, user }: KnownAnswer): string {
  return user ?? id;
}

function rowsOf(group: readonly KnownAnswer[]): CsvRow[] {
  return group.map((known, index) => [
    `user${index + 1}@contoso.com`,
    userOf(known),
    `${known.id}-password-4711`,
  ]);
}

/** The lines as a server sends them behind this command. A BYE is the last thing it says. */
function said({ lines }: KnownAnswer, tag: string): Step[] {
  const steps = lines.map((line): Step => (line.startsWith('* ') ? line : `${tag} ${line}`));
  return lines.some((line) => line.startsWith('* BYE')) ? [...steps, CLOSE] : steps;
}

/** Answers each user as the fixture says. */
function commandsOf(group: readonly KnownAnswer[]): Record<string, Handler> {
  const byUser = new Map(group.map((known) => [userOf(known), known]));
  const LOGIN: Handler = ({ tag, args: [user] }) => {
    const known = byUser.get(String(user));
    if (known === undefined || known.at === 'mailbox') return undefined;
    return known.at === 'after' ? [`${tag} OK LOGIN Ok.`, ...said(known, tag)] : said(known, tag);
  };
  const later: Handler = ({ tag, name }, { user = '' }) => {
    const known = byUser.get(user);
    const asked = known?.at === 'mailbox' && (known.commands?.includes(name) ?? true);
    return asked ? said(known, tag) : undefined;
  };
  return { LOGIN, LIST: later, NAMESPACE: later, EXAMINE: later };
}

let servers: ScriptedServer[] = [];
afterEach(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  servers = [];
});

/** One run of the program against one server for all these answers. */
async function replay(group: readonly KnownAnswer[], options: ScriptedOptions, ...args: string[]) {
  const server = await scriptedServer(options);
  servers.push(server);
  const file = await writeCsv(rowsOf(group));
  const { report, stdout } = await checkJson([file, '--port', String(server.port), ...args]);
  expect(report.rows).toHaveLength(group.length);
  expect(stdout).not.toContain('password-4711');
  const tried = (known: KnownAnswer) =>
    known.at === 'greeting' ? 1 : server.logins.filter(({ user }) => user === userOf(known)).length;
  const outcomes = group.map((known, index) => outcomeOf(known, index, report, tried(known)));
  return { outcomes, report, server };
}

const LATER = KNOWN_ANSWERS.filter(({ at, server }) => at !== 'greeting' && server === undefined);
const ONLY = ['--only', 'csv,imap,login,mailbox'];

describeWithServer('the built program', ['openssl'], () => {
  it('understands every refusal, after one attempt', async () => {
    const group = LATER.filter(({ status }) => status === 'failed');
    const { outcomes, report } = await replay(group, { commands: commandsOf(group) }, ...ONLY);
    expect(outcomes).toEqual(group.map(expectedOf));
    const messages = (report.findings as Described[])
      .filter(({ code }) => code.startsWith('login/'))
      .map(({ message }) => message);
    expect(new Set(messages)).toEqual(new Set([TROUBLE_SIGNING_IN]));
  });

  it('takes no answer that may change for a refusal', async () => {
    const group = LATER.filter(({ status }) => status === 'inconclusive');
    const { outcomes } = await replay(group, { commands: commandsOf(group) }, ...ONLY, '--retries', '0');
    expect(outcomes).toEqual(group.map(expectedOf));
  });

  it.each(Object.keys(GREETINGS) as ServerId[])('knows %s by its greeting', async (id) => {
    const group = KNOWN_ANSWERS.filter(({ at, server }) => at !== 'greeting' && server === id);
    const greeting = GREETINGS[id] ?? expect.fail();
    const options = { greeting, commands: commandsOf(group) };
    const { outcomes } = await replay(group, options, ...ONLY, '--retries', '0');
    expect(outcomes).toEqual(group.map(expectedOf));
  });

  it.each([
    ['an unknown server', undefined],
    ['Courier', 'courier'],
  ] as const)('takes no word of %s in place of a greeting for a refusal', async (_, id) => {
    const group = KNOWN_ANSWERS.filter(({ at, server }) => at === 'greeting' && server === id);
    const hello = id === undefined ? '* OK hi' : (GREETINGS[id] ?? expect.fail());
    let served = 0;
    // The rows come after the examination of the endpoint, one at a time and in order.
    const greeting: ScriptedOptions['greeting'] = ({ server: { commands } }) =>
      commands.length > 0 ? [...(group[served++]?.lines ?? []), CLOSE] : hello;
    const args = [...ONLY, '--retries', '0', '--concurrency', '1'];
    const { outcomes, server } = await replay(group, { greeting }, ...args);
    expect(outcomes).toEqual(group.map(expectedOf));
    expect([served, server.logins]).toEqual([group.length, []]);
  });

  it('waits as long as the server asks before it tries again', async () => {
    const times: number[] = [];
    const LOGIN: Handler = ({ tag }) => {
      times.push(performance.now());
      return times.length > 1 ? undefined : `${tag} NO [UNAVAILABLE] Please try again in 1 second.`;
    };
    const server = await scriptedServer({ commands: { LOGIN } });
    servers.push(server);
    const file = await writeCsv([['user1@contoso.com', 'user1', 'password-4711']]);
    const { status } = await checkJson([file, '--port', String(server.port), ...ONLY]);
    expect([status, times.length]).toEqual([0, 2]);
    // The pause that nobody asked for is at most five eighths of a second.
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(1000);
  });
});

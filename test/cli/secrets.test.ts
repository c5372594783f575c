import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LOCALHOST, trusting } from '../run/support.js';
import { describeWithServer } from '../servers/available.js';
import { CLOSE, type Handler, type ScriptedOptions, scriptedServer } from '../servers/scripted.js';
import { type CliResult, runCli } from '../support/cli.js';
import { type CsvRow, csvText, temporaryDirectory, writeTemporary } from '../support/files.js';

/** Of three characters and more, so that a hit means something; none is part of an ordinary word of a report. */
const PASSWORDS = [
  'qu"o"te!7',
  "ap'os'tro7",
  'com,ma;7',
  'back\\slash7',
  'pär€naé漢字7',
  '🔑🗝️emoji',
  'cGFzc3dvcmQ3Nw==',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a password may look like one
  '.*+?^${}()|[]7',
  '$&$1\\u0041',
  'user08',
  ' leading space7',
  'trailing space7 ',
  '%41%42%43pc',
  'NO [ALERT] x7',
  '{5+}literal7',
  'A1 OK x7',
  '<b>tag</b>7',
  'ÀÉÎõü7',
  'x7q',
  'Z9',
  'q',
  'zq'.repeat(150),
];

const ROWS: CsvRow[] = PASSWORDS.map((password, index) => {
  const name = `user${String(index + 1).padStart(2, '0')}`;
  return [`mailbox${index + 1}@contoso.com`, name, password];
});

const EXPECTED = PASSWORDS.filter((password) => [...password.trim()].length >= 3 && password !== 'user08');

/** The forms in which a password could be shown. */
function forms(password: string): string[] {
  const bytes = Buffer.from(password, 'utf8');
  return [
    password,
    password.trim(),
    password.toUpperCase(),
    password.toLowerCase(),
    password.replace(/([\\"])/g, '\\$1'),
    JSON.stringify(password).slice(1, -1),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('latin1'),
    encodeURIComponent(password),
    password
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;'),
  ];
}

/** `row 3: <form>` for every password that stands in the text, wherever a line was broken. */
function leaks(text: string): string[] {
  const unbroken = text.replace(/\s*\n[\s│]*/g, '');
  const spaced = text.replace(/\s*\n[\s│]*/g, ' ');
  return EXPECTED.flatMap((password) =>
    forms(password)
      .filter((form) => [text, unbroken, spaced].some((one) => one.includes(form)))
      .map((form) => `${PASSWORDS.indexOf(password) + 1}: ${form}`),
  );
}

function octets(text: string): Buffer {
  return Buffer.from(`${text}\r\n`, 'utf8');
}

function utf8(value: unknown): string {
  return Buffer.from(String(value), 'latin1').toString('utf8');
}

function quoted(text: string): string {
  return `"${text.replace(/([\\"])/g, '\\$1')}"`;
}

type Echo = (tag: string, user: string, password: string) => (Buffer | typeof CLOSE)[];

const ECHOES: Record<string, Echo> = {
  'NO text': (tag, user, password) => [octets(`${tag} NO Login failed for ${user} with ${password}`)],
  'NO text, quoted': (tag, user, password) => [
    octets(`${tag} NO LOGIN ${quoted(user)} ${quoted(password)} is wrong`),
  ],
  'NO text, base64': (tag, user, password) => [
    octets(
      `${tag} NO ${Buffer.from(`\0${user}\0${password}`).toString('base64')} ${Buffer.from(password).toString('base64')}`,
    ),
  ],
  'NO text, upper case': (tag, user, password) => [octets(`${tag} NO ${user} ${password.toUpperCase()}`)],
  'NO text, lower case': (tag, user, password) => [octets(`${tag} NO ${user} ${password.toLowerCase()}`)],
  'NO text, percent-encoded': (tag, user, password) => [
    octets(`${tag} NO ${user} ${encodeURIComponent(password)}`),
  ],
  'NO text far out': (tag, _user, password) => [octets(`${tag} NO ${'.'.repeat(490)} ${password}`)],
  'a response code': (tag, _user, password) => [octets(`${tag} NO [${password.replace(/[\]\s]/g, '')}] No`)],
  'the argument of a response code': (tag, _user, password) => [
    octets(`${tag} NO [ALERT ${password.replace(/\]/g, '')}] ${password}`),
  ],
  'BYE text': (_tag, user, password) => [octets(`* BYE ${user} ${password}`), CLOSE],
  'BAD text': (tag, _user, password) => [octets(`${tag} BAD LOGIN ${password}`)],
  'a line like a greeting': (tag, user, password) => [
    octets(`* OK ${password} ready`),
    octets(`* ${password}`),
    octets(`${tag} NO ${user} ${password}`),
  ],
  'no IMAP at all': (_tag, _user, password) => [octets(password), octets(`(((( ${password}`), CLOSE],
};

async function run(options: ScriptedOptions, format: 'text' | 'json', ...more: string[]) {
  const server = await scriptedServer(options);
  try {
    const folder = await temporaryDirectory();
    const file = await writeTemporary('users.csv', csvText(ROWS));
    const reports = ['r.json', 'r.txt', 'r.html'].map((name) => join(folder, name));
    const args = [
      'check',
      // By its name alone: a temporary folder may be called like a short password.
      basename(file),
      ...LOCALHOST,
      '--port',
      String(server.port),
      '--format',
      format,
      '--verbose',
    ];
    const named = reports.flatMap((path) => ['--report', path]);
    const result = await runCli([...args, '--retries', '1', '--timeout', '2', ...named, ...more], {
      env: trusting(),
      cwd: dirname(file),
    });
    const files = await Promise.all(reports.map((path) => readFile(path, 'utf8')));
    return { result, said: [result.stdout, result.stderr, ...files].join('\n'), server };
  } finally {
    await server.stop();
  }
}

function echoing(echo: Echo): Handler {
  return ({ tag, args: [user, password] }) => echo(tag, utf8(user), utf8(password));
}

describeWithServer('a server that echoes the password', ['openssl'], () => {
  const cases = Object.entries(ECHOES).map(
    ([name, echo], index) => [name, index % 2 === 0 ? 'text' : 'json', echo] as const,
  );

  it.each(cases)('in %s does not bring it into a %s report', async (_name, format, echo) => {
    const { result, said, server } = await run({ commands: { LOGIN: echoing(echo) } }, format);
    expect(server.logins.length).toBeGreaterThanOrEqual(PASSWORDS.length - 2);
    expect(result.status).toBeGreaterThan(0);
    expect(leaks(said)).toEqual([]);
  });

  it.each(['text', 'json'] as const)('in folder names and later answers, %s', async (format) => {
    const passwords = new Map<number, string>();
    const LOGIN: Handler = ({ args: [, password] }, { id }) => {
      passwords.set(id, utf8(password));
      return undefined;
    };
    const folder = (name: string) => octets(`* LIST () "/" ${quoted(name)}`);
    const LIST: Handler = ({ tag }, { id }) => {
      const password = passwords.get(id) ?? '';
      return [
        ...['Public Folders', '[Gmail]', password].map((root) => folder(`${root}/${password}`)),
        octets(`* NAMESPACE (("" "/")) NIL ((${quoted(`${password}/`)} "/"))`),
        folder(password),
        `${tag} OK`,
      ];
    };
    const EXAMINE: Handler = ({ tag }, { id }) =>
      octets(`${tag} ${id % 2 ? 'OK' : 'NO'} [${passwords.get(id)}] ${passwords.get(id)}`);
    const { result, said } = await run({ commands: { LOGIN, LIST, EXAMINE } }, format);
    expect(result.status).toBe(1);
    expect(leaks(said)).toEqual([]);
  });

  it('is checked by looking for what is there', () => {
    const shown = [
      `LOGIN user03 ${PASSWORDS[2]}`,
      `│ ${PASSWORDS[4]?.slice(0, 4)}\n  │ ${PASSWORDS[4]?.slice(4)}`,
    ];
    expect(leaks(shown.join('\n'))).not.toEqual([]);
    expect(leaks(shown[1] ?? '')).not.toEqual([]);
    expect(leaks('LOGIN user03 [redacted]')).toEqual([]);
  });
});

describeWithServer('a password that is part of the user name', ['openssl'], () => {
  it('leaves the user name readable, and goes nowhere else', async () => {
    const { said } = await run(
      { commands: { LOGIN: echoing((tag, _user, password) => [octets(`${tag} NO ${password}`)]) } },
      'json',
    );
    expect(said).toContain('"userName":"user08"');
    // Of row 10, whose password is the name of row 8.
    const responses = said.split('\n').filter((line) => line.includes('"response"'));
    expect(responses.filter((line) => /"response":"[^"]*user08/.test(line))).toEqual([]);
  });
});

describe('a file that is no CSV of three columns', () => {
  const SECRET = 'S3cret-xyzzy';
  const HEADER = 'EmailAddress,UserName,Password\n';

  function said({ stdout, stderr }: CliResult): string {
    return stdout + stderr;
  }

  it.each([
    ['no header', `anna@contoso.com,anna,${SECRET}\nbert@contoso.com,bert,${SECRET}2\n`],
    ['no header, the password first', `${SECRET},anna@contoso.com,anna\n`],
    ['a password as the only header cell', `${SECRET}\nanna@contoso.com\n`],
    ['a misspelt header', `EmailAddress,UserName,Passwort\nanna@contoso.com,anna,${SECRET}\n`],
    ['a ragged row', `${HEADER}anna@contoso.com,anna,${SECRET},more\nbert@contoso.com,${SECRET}\n`],
    ['a ragged row that begins with it', `${HEADER}${SECRET},anna\n${SECRET}\n${SECRET},,,\n`],
    ['a shifted row', `${HEADER},anna@contoso.com,anna,${SECRET}\n`],
    ['a quote that never closes', `${HEADER}anna@contoso.com,anna,"${SECRET}\nbert@contoso.com,bert,x\n`],
    ['text around a quote', `${HEADER}anna@contoso.com,anna,"${SECRET}"x\nbert@contoso.com,"b"${SECRET},x\n`],
    ['semicolons', `EmailAddress;UserName;Password\nanna@contoso.com;anna;${SECRET}\n`],
    ['semicolons under commas', `${HEADER}anna@contoso.com;anna;${SECRET}\n`],
    ['bytes that are no text', Buffer.from(`${HEADER}anna@contoso.com,anna,${SECRET}\xff\n`, 'latin1')],
    ['control characters', `${HEADER}anna@contoso.com,anna,${SECRET}\u200b\u0007\n`],
    ['an empty user name', `${HEADER}anna@contoso.com,,${SECRET}\n`],
  ])('%s', async (_name, content) => {
    const file = await writeTemporary('users.csv', content);
    for (const format of ['text', 'json']) {
      const result = await runCli(['check', file, '--format', format, '--verbose']);
      expect(result.status).toBeLessThan(3);
      expect(said(result)).not.toContain(SECRET);
    }
  });

  it('a value missing before it, so that it stands under UserName', async () => {
    const file = await writeTemporary('users.csv', `${HEADER}anna@contoso.com,${SECRET},\n${SECRET},anna,\n`);
    const result = await runCli(['check', file, '--json']);
    expect(result.status).toBe(1);
    expect(said(result)).toContain('anna@contoso.com');
    expect(said(result)).not.toContain(SECRET);
  });
});

describeWithServer('elsewhere', ['openssl'], () => {
  it('no password is in the arguments or the environment of a process', async () => {
    let seen = '';
    const LOGIN: Handler = async () => {
      const { readdirSync, readFileSync } = await import('node:fs');
      for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
        for (const part of ['cmdline', 'environ']) {
          try {
            seen += readFileSync(`/proc/${entry}/${part}`, 'utf8');
          } catch {
            // Gone meanwhile, or somebody else's.
          }
        }
      }
      return undefined;
    };
    if (process.platform !== 'linux') return;
    await run({ commands: { LOGIN } }, 'json', '--rows', '1-3');
    expect(seen).toContain('imap-preflight.js');
    expect(seen).not.toContain(PASSWORDS[0]);
    expect(seen).not.toContain(PASSWORDS[2]);
  });

  it('no password is in the message about a certificate, a name or a port', async () => {
    const file = await writeTemporary('users.csv', csvText(ROWS));
    for (const args of [
      ['--server', 'user:S3cret-xyzzy@localhost'],
      ['--server', 'localhost', '--port', '1', '--timeout', '1'],
    ]) {
      const result = await runCli(['check', file, ...args, '--allow-private-address']);
      expect(leaks(result.stdout + result.stderr)).toEqual([]);
      expect(result.stdout + result.stderr).not.toContain('S3cret-xyzzy');
    }
  });
});

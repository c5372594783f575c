import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { csvRows, outcomes } from '../run/support.js';
import { describeWithServer } from '../servers/available.js';
import { scriptedServer } from '../servers/scripted.js';
import { amount } from '../servers/scripted-mailbox.js';
import { auditFile } from '../support/audit.js';
import { csvText } from '../support/files.js';
import { type Case, MAILBOX, SUITES } from './audit-hostile.cases.js';

const ROWS = csvRows(3);
/** Most of it is the start of the program, many of which run at once. */
const MAX_MS = 25_000;

/** Controls but the end of a line, separators of lines, and what turns the direction of text. */
const UNSAFE = /(?!\n)[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;

// One for all: what belongs to a single test is not told apart where several run at once.
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imap-preflight-audit-'));
  await writeFile(join(folder, 'users.csv'), csvText(ROWS), { mode: 0o600 });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return value !== null && typeof value === 'object' ? Object.entries(value).flat().flatMap(strings) : [];
}

async function isBorne({ server: options, status, audit: told, reason, args = [] }: Case): Promise<void> {
  const server = await scriptedServer(options);
  try {
    const textFile = join(folder, `${server.port}.txt`);
    const written = [...args, '--report', textFile];
    const result = await auditFile(server.port, join(folder, 'users.csv'), written, { timeoutMs: 60_000 });
    const { report, audits } = result;
    expect(result.status).toBe(status);
    expect(result.ms).toBeLessThan(MAX_MS);
    expect(result.stderr).toBe('');
    for (const text of [...strings(report), await readFile(textFile, 'utf8')]) {
      expect(text).not.toMatch(UNSAFE);
      for (const [, , password] of ROWS) expect(text).not.toContain(password);
    }
    // The others are told the truth, and the first has signed in: no lie about its size takes that away.
    const messages = MAILBOX.reduce((sum, folder) => sum + amount(folder).messages, 0);
    const bytes = MAILBOX.reduce((sum, folder) => sum + amount(folder).bytes, 0);
    const honest = { messages, bytes, accuracy: 'exact', large: 1 };
    expect(audits.slice(1)).toMatchObject([honest, honest]);
    expect(outcomes(report)[0]).toMatch(status === 1 ? /^1 failed mailbox/ : /^1 passed/);
    if (told !== undefined) expect({ large: undefined, ...audits[0] }).toMatchObject(told);
    const mailbox = report.stages.find(({ id }) => id === 'mailbox');
    expect(mailbox?.status === 'incomplete').toBe(status === 3);
    if (reason !== undefined) expect(mailbox?.reason).toMatch(reason);
  } finally {
    await server.stop();
  }
}

for (const [suite, cases] of SUITES) {
  describeWithServer(`an audit that is told ${suite}`, ['openssl'], () => {
    // Some of the time they wait, so that several can at once.
    it.concurrent.each(cases.map((each) => [each.name, each] as const))(
      '%s',
      { timeout: 90_000 },
      (_name, each) => isBorne(each),
    );
  });
}

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LOCALHOST, trusting } from '../run/support.js';
import { describeWithServer } from '../servers/available.js';
import { type ScriptedServer, scriptedServer } from '../servers/scripted.js';
import { PASSWORD } from '../support/check.js';
import { runCli } from '../support/cli.js';
import { csvText } from '../support/files.js';
import { validateReport } from '../support/schema.js';
import { type Case, ENDLESS_SERVERS, ENDS, LARGE_REPLIES, TEXTS, TRICKS } from './hostile.cases.js';

const SECONDS = 2;
/** Some budgets of the stages that meet the server, and the pauses after which it is asked again. */
const MAX_MS = SECONDS * 1000 * 5;
const MAX_MEGABYTES = 200;

const METER =
  'process.on("exit", () => process.stderr.write("maxRSS " + process.resourceUsage().maxRSS + "\\n"));';

/** Controls but the end of a line, separators of lines, and what turns the direction of text. */
const UNSAFE = /(?!\n)[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;

// One for all: what belongs to a single test is not told apart where several run at once.
let folder: string;
let meter: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imap-preflight-hostile-'));
  meter = join(folder, 'meter.mjs');
  await writeFile(meter, METER);
  const rows = csvText([['anna@contoso.com', 'anna', PASSWORD]]);
  await writeFile(join(folder, 'users.csv'), rows, { mode: 0o600 });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** One row against the server: as text on the screen, and as text and JSON in files. */
async function run(server: ScriptedServer, security: string, args: string[] = []) {
  const [text, json] = [join(folder, `${server.port}.txt`), join(folder, `${server.port}.json`)];
  const csv = join(folder, 'users.csv');
  const limits = ['--timeout', String(SECONDS), '--retries', '0'];
  const port = ['--port', String(server.port), '--security', security];
  const result = await runCli(
    ['check', csv, ...LOCALHOST, ...port, ...limits, ...args, '--report', text, '--report', json],
    {
      env: trusting({ NODE_OPTIONS: `--import=${meter}` }),
      timeoutMs: 60_000,
    },
  );
  const [textBytes, jsonBytes] = [await readFile(text), await readFile(json)];
  return {
    ...result,
    screen: result.stdout + result.stderr.replace(/maxRSS \d+\n/, ''),
    // Fatal: what is written is UTF-8, whatever the server sent.
    text: new TextDecoder('utf8', { fatal: true }).decode(textBytes),
    json: new TextDecoder('utf8', { fatal: true, ignoreBOM: true }).decode(jsonBytes),
    megabytes: Number(/maxRSS (\d+)/.exec(result.stderr)?.[1]) / 1024,
  };
}

/** Every string of a report, with JSON's own escapes undone. */
function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return value !== null && typeof value === 'object' ? Object.entries(value).flat().flatMap(strings) : [];
}

async function endsWell({ server: options, args, status, code }: Case): Promise<void> {
  const server = await scriptedServer(options);
  try {
    const security = options.security === 'tls' ? 'tls' : 'ssl';
    const result = await run(server, security, args);
    const report = JSON.parse(result.json);
    const codes: string[] = report.findings.map((found: { code: string }) => found.code);
    expect(codes.join(' ')).toMatch(code);
    expect([status].flat()).toContain(result.status);
    expect(validateReport(report)).toEqual([]);
    expect(result.ms).toBeLessThan(MAX_MS);
    expect(result.megabytes).toBeLessThan(MAX_MEGABYTES);
    for (const seen of [result.screen, result.text, ...strings(report)]) {
      expect(seen).not.toMatch(UNSAFE);
      expect(seen).not.toContain(PASSWORD);
    }
    // A password is sent once at most, and never in the clear.
    expect(server.logins.length).toBeLessThanOrEqual(1);
    expect(server.logins.every(({ encrypted }) => encrypted)).toBe(true);
  } finally {
    await server.stop();
  }
}

const SUITES: [string, Case[]][] = [
  ['a server without an end', ENDLESS_SERVERS],
  ['a server of large replies', LARGE_REPLIES],
  ['a server with controls and directions', TEXTS],
  ['a connection', ENDS],
  ['a server of tricks', TRICKS],
];

for (const [suite, cases] of SUITES) {
  describeWithServer(suite, ['openssl'], () => {
    // Most of the time they wait, so that several can at once.
    it.concurrent.each(cases.map((each) => [each.name, each] as const))(
      '%s',
      { timeout: 60_000 },
      (_name, each) => endsWell(each),
    );
  });
}

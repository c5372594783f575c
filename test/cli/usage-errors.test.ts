import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { fixSettings } from '../../src/cli/commands/fix-settings.js';
import { splitSettings } from '../../src/cli/commands/split-settings.js';
import { createProgram, LATER_OPTIONS } from '../../src/cli/program.js';
import { checkSettings, outputSettings } from '../../src/cli/settings.js';
import { exampleOf, fileExampleOf } from '../../src/cli/usage-examples.js';
import { runCli } from '../support/cli.js';
import { csvText, temporaryDirectory } from '../support/files.js';

const SERVER = ['check', 'users.csv', '--server', 'imap.contoso.com'];

/** A wrong command line, what is said of it, and what the example has. */
type Case = [args: string[], says: string, example: string];

const PARSER: Case[] = [
  [['chekc', 'users.csv'], 'unknown command "chekc". Did you mean check?', 'check users.csv'],
  [['frobnicate'], 'unknown command "frobnicate": `imap-preflight --help` lists them.', 'check users.csv'],
  [['check', '--conurrency', '3'], 'Did you mean --concurrency?', '--concurrency 20'],
  [
    ['check', '-server', 'x'],
    'unknown option "-server". Did you mean --server?',
    '--server imap.contoso.com',
  ],
  [['check', '--frobnicate'], '`imap-preflight check --help` lists them.', 'check users.csv'],
  [['--frobnicate'], '`imap-preflight --help` lists them.', 'check users.csv'],
  [
    ['split', 'users.csv', '--server', 'x'],
    'unknown option "--server": it belongs to `check`.',
    '--server imap',
  ],
  [['explain', 'tcp/timeout', '--max-rows', '2'], 'it belongs to `split`', 'split users.csv --max-rows 2500'],
  [['check', 'users.csv', '--port'], "option '--port <n>' argument missing.", '--port 993'],
  [['explain', '--> Imap server reported'], 'put `--` before it', 'imap-preflight explain -- "<text>"'],
  [['fix'], "missing required argument 'csv'.", 'fix users.csv'],
  [['report'], "missing required argument 'file'.", 'report run.ndjson'],
  [['explain'], "missing required argument 'code or message'.", 'explain login/rejected'],
  [['fix', 'a.csv', 'b.csv'], "too many arguments for 'fix'.", 'fix users.csv'],
  [['codes', 'tls'], "too many arguments for 'codes'.", 'codes'],
  [['completion'], "missing required argument 'shell'.", 'completion bash'],
  [['completion', 'tcsh'], 'name one of bash', 'completion bash'],
  [['check', 'users.csv', '--redact=yes'], '--redact takes no value.', 'check users.csv --server'],
  ...LATER_OPTIONS.map((flags: string): Case => {
    const [option = '', value] = flags.split(' ');
    const args = value === undefined ? [option] : [option, 'x'];
    return [[...SERVER, ...args], `option '${option}' is not in this version yet.`, 'check users.csv'];
  }),
];

const VALUES: Case[] = [
  [['check'], 'nothing to check: name a CSV file', 'check users.csv --server'],
  [['check', 'users.csv', '--server', ''], '--server is empty', '--server imap.contoso.com'],
  [['check', '--server', 'admin@imap.contoso.com'], 'give the host name alone', '--server imap.contoso.com'],
  [['check', 'users.csv', 'users.csv'], 'users.csv is named twice', 'check users.csv'],
  [['check', 'users.csv', './users.csv'], 'are the same file', 'check users.csv'],
  [['check', '-', '-'], '- is named twice', 'check users.csv'],
  [[...SERVER, '--port', '0'], '--port "0": give a whole number from 1 to 65535', '--port 993'],
  [[...SERVER, '--security', 'sll'], 'give ssl, tls or none. Did you mean ssl?', '--security ssl'],
  [[...SERVER, '--only', 'dns,logins'], '--only "logins"', '--only dns,tcp,tls'],
  [[...SERVER, '--only', 'logins'], 'Did you mean login?', '--only dns,tcp,tls'],
  [[...SERVER, '--skip', 'malbox'], 'Did you mean mailbox?', '--skip mailbox'],
  [[...SERVER, '--concurrency', '101'], 'from 1 to 100', '--concurrency 20'],
  [[...SERVER, '--rate', 'fast'], '--rate "fast": give a number', '--rate 5'],
  [[...SERVER, '--timeout', '-1'], '--timeout', '--timeout 15'],
  [[...SERVER, '--retries', '1.5'], '--retries "1.5"', '--retries 2'],
  [[...SERVER, '--max-rejected', 'x'], '--max-rejected "x"', '--max-rejected 10'],
  [[...SERVER, '--rows', '9-1'], '--rows "9-1"', '--rows 1-50'],
  [[...SERVER, '--sample', '0'], '--sample "0"', '--sample 20'],
  [[...SERVER, '--shard', '3/2'], '--shard "3/2"', '--shard 2/8'],
  [[...SERVER, '--resolver', 'dns.google'], '--resolver "dns.google"', '--resolver 1.1.1.1'],
  [[...SERVER, '--max-time', 'soon'], '--max-time "soon"', '--max-time 30m'],
  [[...SERVER, '--journal', '-'], '--journal: give the path', '--journal run.ndjson'],
  [[...SERVER, '--journal', 'users.csv'], '--journal users.csv', '--journal run.ndjson'],
  [
    [...SERVER, '--retry-rejected'],
    '--retry-rejected goes with --resume',
    '--resume run.ndjson --retry-rejected',
  ],
  [[...SERVER, '--journal', 'a', '--resume', 'b'], '--resume goes on writing', '--resume run.ndjson'],
  [['check', 'users.csv', '--dry-run'], '--dry-run says what would be tried', '--dry-run'],
  [['check', 'users.csv', '--probe-connections', '2'], 'needs a server', '--probe-connections 20'],
  [
    [...SERVER, '--skip', 'imap', '--probe-connections', '2'],
    'a part of the stage imap',
    '--probe-connections 20',
  ],
  [['check', 'users.csv', '--format', 'jsn'], 'Did you mean json?', '--format json'],
  [['check', 'users.csv', '--json', '--format', 'text'], 'contradict each other', '--json'],
  [['check', 'users.csv', '--report', 'out.jsno'], 'Did you mean .json?', '--report report.json'],
  [['check', 'users.csv', '--report', 'out'], 'the format goes by the extension', '--report report.json'],
  [['check', 'users.csv', '--report', 'nowhere/out.json'], 'there is no folder nowhere', 'check users.csv'],
  [['check', 'users.csv', '--fail-on', 'warnings'], 'Did you mean warning?', '--fail-on warning'],
  [['split', 'users.csv', '--max-rows', '0'], '--max-rows "0"', 'split users.csv --max-rows 2500'],
  [['split', 'users.csv', '--batches', '2', '--by', 'domain'], 'contradict each other', '--batches 4'],
  [['split', 'users.csv', '--by', ''], '--by is empty', '--by domain'],
  [['split', 'users.csv', '--by', 'Password'], 'would show passwords', '--by domain'],
  [['split', 'users.csv', '--output', ''], '--output is empty', 'split users.csv --output batches'],
  [['fix', 'users.csv', '--output', ''], '--output is empty', 'fix users.csv --output users.fixed.csv'],
  [['fix', 'users.csv', '--encoding', 'klingon'], '--encoding "klingon"', '--encoding windows-1252'],
  [['fix', '-'], 'standard input has no name', '--output users.fixed.csv'],
  [['report', '-', '-'], 'standard input (-) can be read only once', 'report run.ndjson'],
  [['report', 'run.ndjson', '--fail-on', 'x'], '--fail-on "x"', '--fail-on warning'],
  [['demo', '--concurrency', '0'], '--concurrency "0"', 'demo --concurrency 20'],
  [['explain', 'login/rejectd'], 'Did you mean login/rejected?', 'explain login/rejected'],
  [['explain', 'xyzzy'], 'no code or message is known', 'explain login/rejected'],
  [['explain', ''], 'no code or message is known', 'explain login/rejected'],
  [['explain', 'users.csv', 'other.csv'], 'one file at a time', 'explain login/rejected'],
];

const FILES: Case[] = [
  [
    ['check', 'user.csv'],
    'user.csv: no such file. Check the name and the folder. Did you mean users.csv?',
    'check users.csv',
  ],
  [['check', 'lists/nowhere.csv'], 'lists/nowhere.csv: no such file', 'check users.csv'],
  [['check', 'lists/batch-l.csv'], 'Did you mean lists/batch-1.csv?', 'check users.csv'],
  [['check', 'lists'], 'lists: it is a folder', 'check users.csv'],
  [['split', 'user.csv'], 'Did you mean users.csv?', 'split users.csv'],
  [['fix', 'user.csv'], 'Did you mean users.csv?', 'fix users.csv'],
  [['report', 'user.ndjson'], 'user.ndjson: no such file', 'report run.ndjson'],
  [['explain', 'MigrationError.csv'], 'MigrationError.csv: no such file', 'explain MigrationErrors.csv'],
];

describe('every usage error', () => {
  let cwd = '';
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'imap-preflight-test-'));
    const text = csvText([['usera@contoso.com', 'usera', 'Amber-Heron-41']]);
    await mkdir(join(cwd, 'lists'));
    for (const name of ['users.csv', 'other.csv', 'lists/batch-1.csv'])
      await writeFile(join(cwd, name), text);
    return () => rm(cwd, { recursive: true });
  });

  test.each([...PARSER, ...VALUES, ...FILES])('%j', async (args, says, example) => {
    const { status, stdout, stderr } = await runCli(args, { cwd });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^imap-preflight: .+ Example: `imap-preflight [^`]+`\.\n$/);
    expect(stderr).toContain(says);
    expect(stderr.slice(stderr.indexOf(' Example: '))).toContain(example);
    expect(stderr).not.toMatch(/ {4}at |node:internal|Amber/);
  });
});

test.each([
  [['check', 'users.csv', '--password=Amber-Heron-41'], 'unknown option "--password"'],
  [['check', 'users.csv', '-pAmber-Heron-41'], 'unknown option "-p"'],
])('a value that may be a password is not repeated: %#', async (args, says) => {
  const { status, stderr } = await runCli(args);
  expect(status).toBe(2);
  expect(stderr).toContain(says);
  expect(stderr).not.toContain('Amber');
});

test('what is typed does nothing to the terminal, and is cut', async () => {
  for (const args of [[`--\u001b[31m${'x'.repeat(500)}`], [`\u001b]0;owned\u0007${'x'.repeat(500)}`]]) {
    const { status, stderr } = await runCli(args);
    expect(status).toBe(2);
    expect(stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(stderr.length).toBeLessThan(300);
  }
});

test('no neighbor is made up where none is near', async () => {
  const { stderr } = await runCli(['check', 'nowhere.csv'], { cwd: await temporaryDirectory() });
  expect(stderr).not.toContain('Did you mean');
});

describe('the examples', () => {
  const later = LATER_OPTIONS.map((flags: string) => flags.split(' ')[0] ?? '');
  const { commands } = program(() => {});
  const options = commands.flatMap((command) =>
    command.options.flatMap(({ long }) => (long ? [[command.name(), long] as const] : [])),
  );

  test('are there for every command and option', () => {
    expect(options.length).toBeGreaterThan(50);
    for (const [command, option] of options) {
      expect(exampleOf(command, option).split(' '), `${command} ${option}`).toContain(option);
    }
  });

  test('are taken by the program', async () => {
    const runnable = options.filter(([, option]) => !later.includes(option));
    const lines = [
      ...runnable.map(([command, option]) => exampleOf(command, option)),
      ...commands.flatMap((command) => [exampleOf(command.name()), fileExampleOf(command.name())]),
    ];
    for (const line of lines) await expect(accepted(line), line).resolves.toBe(true);
    await expect(accepted('imap-preflight check users.csv --port 0')).resolves.toBe(false);
    await expect(accepted('imap-preflight split users.csv --batches 2 --by domain')).resolves.toBe(false);
  });
});

/** The program whose commands only look at their options; `taken` is called when those are sound. */
function program(taken: () => void) {
  const look = (read: () => unknown) => async () => {
    await read();
    taken();
  };
  return createProgram({
    check: (files, flags) => look(() => checkSettings(files, flags))(),
    demo: (flags) => look(() => checkSettings([], { ...flags, server: 'localhost' }))(),
    split: (_, flags) => look(() => splitSettings(flags))(),
    fix: (file, flags) => look(() => fixSettings(file, flags))(),
    report: (_, flags) => look(() => outputSettings(flags))(),
    explain: look(() => undefined),
    codes: look(() => undefined),
    completion: look(() => undefined),
    complete: look(() => undefined),
  });
}

async function accepted(line: string): Promise<boolean> {
  let count = 0;
  const parser = program(() => {
    count++;
  });
  for (const command of [parser, ...parser.commands]) command.exitOverride();
  await parser.parseAsync(line.split(' ').slice(1), { from: 'user' }).catch(() => undefined);
  return count === 1;
}

import { Command, Option } from 'commander';
import { CONCURRENCY } from '../knowledge/exchange-online.js';
import { DEFAULTS } from '../run/options.js';
import { TOOL } from '../version.js';
import { addCompletion } from './completion-flags.js';
import { addExplain, type ExplainFlags } from './explain-flags.js';
import { addFix, type FixFlags } from './fix-flags.js';
import { append, type OutputFlags, outputOptions } from './output-flags.js';
import { addReport } from './report-flags.js';
import type { CheckFlags } from './settings.js';
import { addSplit, type SplitFlags } from './split-flags.js';
import { targetOptions } from './target-settings.js';

/** What each command does; the program only knows its flags. */
export interface Commands {
  check(files: string[], flags: CheckFlags): Promise<void>;
  split(file: string, flags: SplitFlags): Promise<void>;
  fix(file: string, flags: FixFlags): Promise<void>;
  report(files: string[], flags: OutputFlags): Promise<void>;
  demo(flags: CheckFlags): Promise<void>;
  explain(words: string[], flags: ExplainFlags): Promise<void>;
  codes(flags: CheckFlags): Promise<void>;
  completion(shell: string): Promise<void>;
  complete(words: string[], program: Command): Promise<void>;
}

/** Options of the contract that this version does not have. Asking for one is an error, not silence. */
export const LATER_OPTIONS = ['--proxy <url>', '--baseline <report.json>', '--redact'] as const;

const EXAMPLES = `
Examples:
  $ imap-preflight check users.csv                                the file alone
  $ imap-preflight fix users.csv                                  a copy that Exchange Online takes
  $ imap-preflight check users.csv --server imap.contoso.com      the file, the server and every sign-in
  $ imap-preflight check --server imap.contoso.com                the server alone
  $ imap-preflight explain login/rejected                         what a code means and how to mend it
  $ imap-preflight explain MigrationErrors.csv                    the errors of a batch, sorted by what they mean
  $ imap-preflight report run.ndjson --json                       the report of a journal in another format
  $ imap-preflight demo                                           a run against an embedded server

Exit status: 0 ready; 1 findings at or above --fail-on; 2 wrong command line or unreadable file;
3 something could not be checked; 130 interrupted.`;

export function createProgram(commands: Commands): Command {
  const program = new Command('imap-preflight');
  program
    .description('Says whether an IMAP migration batch will work in Exchange Online, before it is created.')
    .version(TOOL.version, '-V, --version')
    .helpOption('-h, --help')
    .addHelpText('after', EXAMPLES)
    .showSuggestionAfterError(false)
    // Said by main, with the nearest option and an example.
    .configureOutput({ outputError: () => {} })
    .exitOverride();
  addCheck(program, commands);
  addSplit(program, commands.split);
  addFix(program, commands.fix);
  addReport(program, commands.report);
  outputOptions(
    program.command('demo').description('run `check --audit` against an IMAP server embedded in the program'),
  )
    .option('--concurrency <n>', 'simultaneous connections', String(DEFAULTS.concurrency))
    .action((flags: CheckFlags) => commands.demo(flags));
  addExplain(program, commands.explain);
  program
    .command('codes')
    .description('list every code with its severity')
    .option('--json', 'as JSON')
    .option('--no-color', 'no colors')
    .action((flags: CheckFlags) => commands.codes(flags));
  addCompletion(program, commands.completion, commands.complete);
  return program;
}

function addCheck(program: Command, commands: Commands): void {
  const check = program
    .command('check')
    .description('check CSV files, the server, and every sign-in')
    .argument('[csv...]', 'migration CSV files; - reads one from standard input')
    .option('--server <fqdn>', 'the source IMAP server; without it only the stages that need no network run')
    .option('--port <n>', 'port; 143 means STARTTLS, any other TLS from the first byte')
    .option('--security <ssl|tls|none>', 'ssl: TLS from the first byte; tls: STARTTLS')
    .option('--only <stages>', 'run only these: csv,dns,tcp,tls,imap,login,mailbox,target')
    .option('--skip <stages>', 'leave these out')
    .option(
      '--concurrency <n>',
      `simultaneous connections, 1 to ${CONCURRENCY.maximum}`,
      String(DEFAULTS.concurrency),
    )
    .option(
      '--probe-connections <n>',
      `off by default; after the logins, sign in up to n times at once (1 to ${CONCURRENCY.maximum}) with the first row that passed, also above --concurrency, and say how many connections the server bears; where no row passed, connect without signing in`,
    )
    .option('--rate <n>', 'logins started per second at most')
    .option('--timeout <seconds>', 'budget to connect, and for each reply', String(DEFAULTS.timeout))
    .option('--retries <n>', 'further tries after a transient failure', String(DEFAULTS.retries))
    .option('--max-rejected <n>', 'stop after so many rejected logins in a row; 0: no limit', '0')
    .option('--accept-untrusted-certificates', 'as in New-MigrationEndpoint')
    .option('--allow-private-address', 'the name resolves differently outside')
    .option('--allow-plaintext', 'send passwords without TLS')
    .option(
      '--resolver <ip[:port]>',
      'public resolver to ask; repeatable (default: 1.1.1.1, 8.8.8.8)',
      append,
    )
    .option('--rows <a-b>', 'log in to these data rows only')
    .option('--sample <n>', 'log in to so many rows, spread evenly')
    .option('--shard <i/n>', 'log in to every n-th row, beginning with the i-th; report joins the journals')
    .option('--journal <path>', 'write each result to this file as it happens (NDJSON, mode 0600)')
    .option(
      '--resume <path>',
      'go on from such a file, and go on writing to it: rows that passed or were refused are not tried again',
    )
    .option('--retry-rejected', 'with --resume: try rows that were refused again')
    .option(
      '--audit',
      'also measure every mailbox: messages and bytes of each folder, quota, messages that are too large',
    )
    .option('--target-quota <size>', 'what a target mailbox holds, such as 50GB or 100GB (default: 50GB)')
    .option('--dry-run', 'say what would be tried, and ask nothing of the network')
    .option(
      '--max-time <duration>',
      'end in this time, such as 90s, 30m or 1h30m, with a report of what was done',
    );
  targetOptions(check);
  outputOptions(check);
  for (const flags of LATER_OPTIONS) {
    const option = new Option(flags).hideHelp();
    check.addOption(option);
    check.on(`option:${option.name()}`, () => {
      check.error(`error: option '--${option.name()}' is not in this version yet`, { code: 'later' });
    });
  }
  check.action((files: string[], flags: CheckFlags) => commands.check(files, flags));
}

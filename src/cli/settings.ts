import { isIP } from 'node:net';
import { CONCURRENCY } from '../knowledge/exchange-online.js';
import type { Security } from '../model/endpoint.js';
import { STAGES, type StageId } from '../model/stage.js';
import { DEFAULTS, type RunOptions } from '../run/options.js';
import type { Shard } from '../run/part.js';
import { byteSize } from './byte-size.js';
import { duration } from './duration.js';
import type { FailOn } from './exit-status.js';
import { type FileFormat, FORMATS, type Format, formatOfPath, LATER_FORMATS } from './formats.js';
import { type JournalSettings, journalSettings } from './journal-settings.js';
import type { OutputFlags } from './output-flags.js';
import { quoted } from './quoted.js';
import { type TargetFlags, targetSettings } from './target-settings.js';
import { UsageError } from './usage-error.js';

/** The options of `check` as commander hands them over: strings, as they were typed. */
export interface CheckFlags extends OutputFlags, TargetFlags {
  server?: string;
  port?: string;
  security?: string;
  only?: string;
  skip?: string;
  concurrency?: string;
  probeConnections?: string;
  rate?: string;
  timeout?: string;
  retries?: string;
  maxRejected?: string;
  acceptUntrustedCertificates?: boolean;
  allowPrivateAddress?: boolean;
  allowPlaintext?: boolean;
  resolver?: string[];
  rows?: string;
  sample?: string;
  shard?: string;
  journal?: string;
  resume?: string;
  retryRejected?: boolean;
  audit?: boolean;
  targetQuota?: string;
  dryRun?: boolean;
  maxTime?: string;
}

export interface OutputSettings {
  format: Format;
  reports: { path: string; format: FileFormat }[];
  failOn: FailOn;
  quiet: boolean;
  verbose: boolean;
  noColor: boolean;
}

export interface CheckSettings extends OutputSettings {
  files: string[];
  run: RunOptions;
  journal?: JournalSettings;
  retryRejected: boolean;
  /** Seconds after which the run ends with what it has. */
  maxTime?: number;
}

/** @throws {UsageError} that names the option, what is wrong with it and what it takes. */
export function checkSettings(files: readonly string[], flags: CheckFlags): CheckSettings {
  const { stages, readFiles } = stagesOf(flags);
  const server = flags.server?.trim();
  if (server === '') throw new UsageError('--server is empty: give the name of the source IMAP server.');
  if (server?.includes('@')) {
    throw new UsageError('--server: give the host name alone, without a user name or password before it.');
  }
  if (files.length === 0 && server === undefined) {
    throw new UsageError('nothing to check: name a CSV file, or a server with --server, or both.');
  }
  if (server === undefined && flags.probeConnections !== undefined) {
    throw new UsageError('--probe-connections needs a server: name it with --server.');
  }
  if (flags.probeConnections !== undefined && !stages.has('imap')) {
    throw new UsageError(
      '--probe-connections is a part of the stage imap, which --only or --skip leaves out.',
    );
  }
  assertMeasurable(flags, server, stages);
  if (server === undefined && flags.dryRun) {
    throw new UsageError('--dry-run says what would be tried at a server: name it with --server.');
  }
  assertDistinct(files);
  const output = outputSettings(flags);
  const journal = journalSettings(flags);
  return {
    files: readFiles ? [...files] : [],
    run: {
      ...runOptions(flags),
      ...targetSettings(flags, stages),
      stages,
      ...(server === undefined ? {} : { server }),
    },
    ...output,
    ...(journal === undefined ? {} : { journal }),
    retryRejected: flags.retryRejected ?? false,
    ...optional('maxTime', flags.maxTime, (text) => duration('--max-time', text)),
  };
}

/** @throws {UsageError} where mailboxes are to be measured and none will be opened. */
function assertMeasurable(
  { audit }: CheckFlags,
  server: string | undefined,
  stages: ReadonlySet<StageId>,
): void {
  if (!audit) return;
  if (server === undefined) throw new UsageError('--audit needs a server: name it with --server.');
  if (stages.has('mailbox')) return;
  throw new UsageError('--audit is a part of the stage mailbox, which --only or --skip leaves out.');
}

/** @throws {UsageError} */
export function outputSettings(flags: OutputFlags): OutputSettings {
  const format = flags.json ? 'json' : oneOfFormats('--format', flags.format ?? 'text');
  if (flags.json && flags.format !== undefined && flags.format !== 'json') {
    throw new UsageError(`--json and --format ${flags.format} contradict each other: give one.`);
  }
  return {
    format,
    reports: (flags.report ?? []).map((path) => ({ path, format: formatOfPath(path) })),
    failOn: oneOf('--fail-on', flags.failOn ?? 'error', ['error', 'warning', 'never']),
    quiet: flags.quiet ?? false,
    verbose: flags.verbose ?? false,
    noColor: flags.color === false,
  };
}

function runOptions(flags: CheckFlags): Omit<RunOptions, 'stages' | 'server'> {
  const { concurrency, timeout, retries, maxRejected } = DEFAULTS;
  const security = flags.security === undefined ? undefined : oneOf('--security', flags.security, SECURITIES);
  return {
    ...optional('port', flags.port, (text) => whole('--port', text, 1, 65_535)),
    ...(security === undefined ? {} : { security }),
    concurrency: whole('--concurrency', flags.concurrency ?? concurrency, 1, CONCURRENCY.maximum),
    ...optional('probeConnections', flags.probeConnections, (text) =>
      whole('--probe-connections', text, 1, CONCURRENCY.maximum),
    ),
    ...optional('rate', flags.rate, (text) => decimal('--rate', text, 0.01, 10_000)),
    timeout: decimal('--timeout', flags.timeout ?? timeout, 0.1, 600),
    retries: whole('--retries', flags.retries ?? retries, 0, 100),
    maxRejected: whole('--max-rejected', flags.maxRejected ?? maxRejected, 0, 1_000_000),
    acceptUntrustedCertificates: flags.acceptUntrustedCertificates ?? false,
    allowPrivateAddress: flags.allowPrivateAddress ?? false,
    allowPlaintext: flags.allowPlaintext ?? false,
    resolvers: (flags.resolver ?? DEFAULTS.resolvers).map(resolver),
    resolversGiven: flags.resolver !== undefined,
    ...optional('rows', flags.rows, rowRange),
    ...optional('sample', flags.sample, (text) => whole('--sample', text, 1, 10_000_000)),
    ...optional('shard', flags.shard, shard),
    ...(flags.audit ? { audit: true } : {}),
    ...optional('targetQuota', flags.targetQuota, (text) => byteSize('--target-quota', text)),
    ...(flags.dryRun ? { dryRun: true } : {}),
  };
}

const SECURITIES: readonly Security[] = ['ssl', 'tls', 'none'];

function optional<K extends string, T>(
  key: K,
  text: string | undefined,
  parse: (text: string) => T,
): { [P in K]?: T } {
  return (text === undefined ? {} : { [key]: parse(text) }) as { [P in K]?: T };
}

/** `--skip csv` leaves nobody to sign in, `--skip login` no mailbox to read; `--only` still makes what it needs. */
function stagesOf({ only, skip }: CheckFlags): { stages: Set<StageId>; readFiles: boolean } {
  const stages = new Set<StageId>(only === undefined ? STAGES : stageList('--only', only));
  const skipped = skip === undefined ? [] : stageList('--skip', skip);
  for (const id of skipped) stages.delete(id);
  const readFiles = !skipped.includes('csv');
  if (skipped.includes('login')) stages.delete('mailbox');
  return { stages, readFiles };
}

function stageList(option: string, text: string): StageId[] {
  const names = text.split(',').map((name) => name.trim().toLowerCase());
  return names.map((name) => oneOf(option, name, STAGES));
}

function assertDistinct(files: readonly string[]): void {
  const twice = files.find((file, index) => files.indexOf(file) !== index);
  if (twice !== undefined) throw new UsageError(`${twice} is named twice: every row would be a duplicate.`);
}

function oneOf<T extends string>(option: string, text: string, values: readonly T[]): T {
  const found = values.find((value) => value === text.toLowerCase());
  if (found === undefined) {
    throw new UsageError(`${option} ${quoted(text)}: give ${list(values)}.`, { typed: text, words: values });
  }
  return found;
}

function oneOfFormats(option: string, text: string): Format {
  if (LATER_FORMATS.some((later) => later === text)) {
    throw new UsageError(`${option} ${text} is not in this version yet: give ${list(FORMATS)}.`);
  }
  return oneOf(option, text, FORMATS);
}

export function whole(option: string, text: string | number, least: number, most: number): number {
  const value = typeof text === 'number' ? text : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(`${option} ${quoted(text)}: give a whole number from ${least} to ${most}.`);
}

function decimal(option: string, text: string | number, least: number, most: number): number {
  const value = typeof text === 'number' ? text : /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(`${option} ${quoted(text)}: give a number from ${least} to ${most}.`);
}

function rowRange(text: string): { from: number; to: number } {
  const [, first = '', last = first] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  const range = { from: Number(first), to: Number(last) };
  if (first !== '' && range.from >= 1 && range.from <= range.to) return range;
  throw new UsageError(`--rows ${quoted(text)}: give a range of data rows such as 1-50, or one row.`);
}

/** More runs than any CI starts for one batch. */
const MAX_SHARDS = 1000;

/** `2/8`. */
function shard(text: string): Shard {
  const [, index = '', of = ''] = /^(\d{1,4})\/(\d{1,4})$/.exec(text.trim()) ?? [];
  const part = { index: Number(index), of: Number(of) };
  if (index !== '' && part.index >= 1 && part.index <= part.of && part.of <= MAX_SHARDS) return part;
  throw new UsageError(
    `--shard ${quoted(text)}: give which part of how many, such as 2/8, of ${MAX_SHARDS} at most.`,
  );
}

/** `1.1.1.1`, `1.1.1.1:53`, `::1` or `[::1]:53`. */
function resolver(text: string): string {
  const [, bracketed, plain, port = '53'] = /^(?:\[([^\]]+)\]|([\d.]+))(?::(\d+))?$/.exec(text) ?? [];
  const address = bracketed ?? plain ?? text;
  if (isIP(address) !== 0 && Number(port) >= 1 && Number(port) <= 65_535) return text;
  throw new UsageError(`--resolver ${quoted(text)}: give an IP address, with a port if it is not 53.`);
}

function list(values: readonly string[]): string {
  return `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
}

import { openSource } from '../../src/batch/source.js';
import type { RunEvent } from '../../src/model/event.js';
import type { Report } from '../../src/model/report.js';
import type { RowResult } from '../../src/model/row.js';
import { STAGES } from '../../src/model/stage.js';
import { type Probes, realProbes } from '../../src/probes/index.js';
import { Collector } from '../../src/run/collect.js';
import { DEFAULTS, type RunOptions } from '../../src/run/options.js';
import { run } from '../../src/run/run.js';
import { authority, authorityFile } from '../servers/certificates.js';
import { type CliOptions, type CliResult, runCli } from '../support/cli.js';
import type { CsvRow } from '../support/files.js';
import { validateReport } from '../support/schema.js';

/** `user1@contoso.com` and so on, each with a password of its own. */
export function csvRows(count: number, userName = (number: number) => `user${number}`): CsvRow[] {
  return Array.from({ length: count }, (_, index) => [
    `user${index + 1}@contoso.com`,
    userName(index + 1),
    `${userName(index + 1)}-password`,
  ]);
}

/** A report with its rows laid out. */
export type RunReport = Report & { rows: RowResult[] };

export interface Running {
  report: Promise<RunReport>;
  stop(): void;
  abort(): void;
  events: RunEvent[];
}

/** What a run against a server of this machine is told, whose test certificate is trusted. */
export function localOptions(over: Partial<RunOptions> = {}): RunOptions {
  return {
    ...DEFAULTS,
    stages: new Set(STAGES),
    acceptUntrustedCertificates: false,
    allowPrivateAddress: true,
    allowPlaintext: false,
    resolversGiven: false,
    authorities: [authority()],
    ...over,
  };
}

/** The pipeline in this process, against a server of localhost whose test certificate is trusted. */
export function startRun(
  files: readonly string[],
  port: number | undefined,
  options: Partial<RunOptions> = {},
  probes: Partial<Probes> = {},
): Running {
  const [stop, abort] = [new AbortController(), new AbortController()];
  const collector = new Collector();
  const events: RunEvent[] = [];
  const go = async () => {
    const sources = await Promise.all(files.map((file) => openSource(file, process.stdin)));
    const settings = localOptions({
      ...(port === undefined ? {} : { server: 'localhost', port }),
      ...options,
    });
    const input = { sources, options: settings, probes: { ...realProbes, ...probes } };
    await run({ ...input, stop: stop.signal, abort: abort.signal }, (event) => {
      events.push(event);
      collector.add(event);
    });
    const report = collector.finish();
    return { ...report, rows: [...report.rows] };
  };
  return { report: go(), stop: () => stop.abort(), abort: () => abort.abort(), events };
}

export function runReport(...args: Parameters<typeof startRun>): Promise<RunReport> {
  return startRun(...args).report;
}

/** Rows by number with what became of them: `3 failed login/rejected`. */
export function outcomes({
  rows,
}: {
  rows: readonly { row: number; status: string; codes: string[] }[];
}): string[] {
  return rows.map(({ row, status, codes }) => [row, status, ...codes].join(' '));
}

export function stagesOf({ stages }: { stages: readonly { id: string; status: string; reason?: string }[] }) {
  return Object.fromEntries(
    stages.map(({ id, status, reason }) => [id, reason === undefined ? status : `${status}: ${reason}`]),
  );
}

/** As docs/report.schema.json describes it, as far as tests look at it. */
export interface JsonReport {
  run: { interrupted: boolean };
  verdict: Report['verdict'];
  stages: { id: string; status: string; reason?: string }[];
  summary: { errors: number; warnings: number; rows: Record<string, number> };
  endpoint: { port: number; security: string; software: string | null } | null;
  findings: {
    code: string;
    severity: string;
    location?: { file: string; row?: number };
    evidence?: { response?: string; detail?: string };
  }[];
  rows: {
    file: string;
    row: number;
    status: string;
    codes: string[];
    attempts: number;
    folders: number | null;
  }[];
}

export const LOCALHOST = ['--server', 'localhost', '--allow-private-address'];

/** Trusts the test authority, as a machine would that its mail server's authority was installed on. */
export function trusting(env: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return { NODE_EXTRA_CA_CERTS: authorityFile(), ...env };
}

/** `check --json` by the built program. The report is held against the schema and against itself. */
export async function checkJson(
  args: readonly string[],
  options: CliOptions = {},
): Promise<CliResult & { report: JsonReport }> {
  const result = await runCli(['check', '--json', ...LOCALHOST, ...args], {
    ...options,
    env: trusting(options.env),
  });
  if (result.stdout === '') throw new Error(`status ${result.status}, no report\n${result.stderr}`);
  const report: JsonReport = JSON.parse(result.stdout);
  const faults = [...validateReport(report), ...contradictions(report)];
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return { ...result, report };
}

/** Where the rows of a report and its findings do not say the same. */
export function contradictions({ rows, findings, summary }: JsonReport): string[] {
  const key = (file: string, row: number) => `${file} row ${row}`;
  const named = new Map<string, { codes: Set<string>; error: boolean }>();
  for (const { code, severity, location } of findings) {
    if (location?.row === undefined) continue;
    const id = key(location.file, location.row);
    const entry = named.get(id) ?? { codes: new Set<string>(), error: false };
    entry.codes.add(code);
    entry.error ||= severity === 'error';
    named.set(id, entry);
  }
  const faults: string[] = [];
  const seen = new Set<string>();
  for (const { file, row, status, codes } of rows) {
    const id = key(file, row);
    if (seen.has(id)) faults.push(`${id} stands twice`);
    seen.add(id);
    const entry = named.get(id);
    const expected = [...(entry?.codes ?? [])].sort().join();
    if ([...codes].sort().join() !== expected) faults.push(`${id} has ${codes.join()}, findings ${expected}`);
    if ((status === 'failed') !== (entry?.error ?? false))
      faults.push(`${id} is ${status} against its findings`);
  }
  for (const id of named.keys()) if (!seen.has(id)) faults.push(`${id} has findings and no row`);
  if (summary.rows.total !== rows.length)
    faults.push(`${summary.rows.total} rows in total, ${rows.length} listed`);
  return faults;
}

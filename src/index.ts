import { type BatchSource, openSource } from './batch/source.js';
import type { RunEvent } from './model/event.js';
import type { Report } from './model/report.js';
import { STAGES } from './model/stage.js';
import { realProbes } from './probes/index.js';
import { Collector } from './run/collect.js';
import { DEFAULTS, type RunOptions } from './run/options.js';
import { run } from './run/run.js';

export { InputError } from './batch/input-error.js';
export { CATALOGUE } from './knowledge/catalogue.js';
export { CODES, describe, describeCode, type FindingText, isCode } from './knowledge/describe.js';
export type { Entry } from './knowledge/entry.js';
export type { Code, CodeArguments } from './model/code.js';
export type { Endpoint, Security } from './model/endpoint.js';
export type { RunEvent } from './model/event.js';
export type { Effect, Evidence, Finding, Location, Owner, Severity, Subject } from './model/finding.js';
export type { Plan } from './model/plan.js';
export type { Baseline, Report, Totals, Verdict } from './model/report.js';
export type { BatchSummary, RowResult, RowStatus } from './model/row.js';
export type { StageId, StageResult, StageStatus } from './model/stage.js';
export { comparedWith } from './reports/compare.js';
export { renderCsv } from './reports/csv.js';
export { renderGithub } from './reports/github.js';
export { renderHtml } from './reports/html.js';
export { renderJson } from './reports/json.js';
export { renderJunit } from './reports/junit.js';
export { type MarkdownOptions, renderMarkdown } from './reports/markdown.js';
export { renderNdjson } from './reports/ndjson.js';
export { renderPowerShell } from './reports/powershell.js';
export { Redactor } from './reports/redact.js';
export { renderSarif } from './reports/sarif.js';
export { renderText, type TextOptions } from './reports/text.js';
export type { RunOptions } from './run/options.js';

/** Standard input belongs to the program that uses the library: `-` is read as an empty file. */
const NO_INPUT: AsyncIterable<Buffer> = { async *[Symbol.asyncIterator]() {} };

/** What `preflight` takes: the options of `check`, all but the files optional. */
export interface PreflightOptions extends Partial<RunOptions> {
  /** Paths of migration CSV files; may be empty when a server is given. */
  files: readonly string[];
  /** Called with every event as it happens, in order; what it throws ends the run. */
  onEvent?: (event: RunEvent) => void;
  /** Stops the run; the report covers what was done. */
  signal?: AbortSignal;
}

/**
 * Checks migration CSV files and their source server, as the command `check` does. What fails is a finding of the
 * report and no exception. Nothing is written to a file or to a terminal.
 *
 * @example
 * const { verdict, findings } = await preflight({ files: ['users.csv'], server: 'imap.contoso.com' });
 * for (const finding of findings) console.log(finding.code, describe(finding).message);
 *
 * @param options Names the files, and what differs from the defaults of `check`.
 * @returns The finished run, also where it was ended early by `signal`.
 * @throws {InputError} when a file cannot be read.
 */
export async function preflight({ files, onEvent, signal, ...given }: PreflightOptions): Promise<Report> {
  const sources: BatchSource[] = [];
  for (const file of files) sources.push(await openSource(file, NO_INPUT));
  const options: RunOptions = {
    ...DEFAULTS,
    stages: new Set(STAGES),
    acceptUntrustedCertificates: false,
    allowPrivateAddress: false,
    allowPlaintext: false,
    resolversGiven: given.resolvers !== undefined,
    ...given,
  };
  const collector = new Collector();
  const never = new AbortController().signal;
  const stop = signal ?? never;
  await run({ sources, options, probes: realProbes, stop, abort: stop }, (event) => {
    collector.add(event);
    onEvent?.(event);
  });
  return collector.finish();
}

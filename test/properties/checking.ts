import { readBatch } from '../../src/batch/read.js';
import type { BatchSource } from '../../src/batch/source.js';
import type { RunEvent } from '../../src/model/event.js';
import type { HeaderEvidence, RecordEvidence } from '../../src/model/evidence.js';
import type { Report } from '../../src/model/report.js';
import { STAGES } from '../../src/model/stage.js';
import { realProbes } from '../../src/probes/index.js';
import { renderJson } from '../../src/reports/json.js';
import { renderText } from '../../src/reports/text.js';
import { Collector } from '../../src/run/collect.js';
import { runCsvStage } from '../../src/run/csv-stage.js';
import { DEFAULTS, type RunOptions } from '../../src/run/options.js';
import { run } from '../../src/run/run.js';
import type { JsonReport } from '../run/support.js';

/** A batch in memory, whose bytes come in parts of these sizes, over and over; all at once where there are none. */
export function sourceOf(content: Buffer | string, file = 'users.csv', sizes: readonly number[] = []) {
  const bytes = Buffer.from(content);
  return {
    file,
    bytes: bytes.length,
    async *read() {
      let at = 0;
      for (let turn = 0; at < bytes.length; turn++) {
        const end = at + (sizes[turn % sizes.length] ?? bytes.length);
        yield bytes.subarray(at, end);
        at = end;
      }
    },
  } satisfies BatchSource;
}

const OPTIONS: RunOptions = {
  ...DEFAULTS,
  stages: new Set(STAGES),
  acceptUntrustedCertificates: false,
  allowPrivateAddress: false,
  allowPlaintext: false,
  resolversGiven: false,
};

/** What `check` finds without a server. */
export function checked(...sources: BatchSource[]): Promise<Report> {
  return checkedWith(() => {}, ...sources);
}

/** The same, with something else that hears of it. */
export async function checkedWith(
  listen: (event: RunEvent) => void,
  ...sources: BatchSource[]
): Promise<Report> {
  const collector = new Collector();
  const [stop, abort] = [new AbortController().signal, new AbortController().signal];
  await run({ sources, options: OPTIONS, probes: realProbes, stop, abort }, (event) => {
    collector.add(event);
    listen(event);
  });
  return collector.finish();
}

/** What the CSV stage finds where this server is given, without asking it anything. */
export async function checkedFor(server: string | undefined, ...sources: BatchSource[]) {
  const collector = new Collector();
  collector.add({ type: 'run-started', startedAt: '2026-01-01T00:00:00.000Z' });
  const wish = { asked: true, alone: true, ...(server === undefined ? {} : { server }) };
  const result = await runCsvStage(sources, wish, collector.add, new AbortController().signal);
  collector.add({ type: 'run-done', durationMs: 1, interrupted: false });
  return { report: collector.finish(), duplicates: result.duplicates };
}

export function jsonOf(report: Report): JsonReport {
  return JSON.parse([...renderJson(report, { name: 'imap-preflight', version: '0.0.0' })].join(''));
}

/** The text report with every row, as wide as it gets. */
export function textOf(report: Report): string {
  const options = {
    columns: 2_000,
    colour: false,
    unicode: true,
    limit: Number.POSITIVE_INFINITY,
    steps: 100,
  };
  return [...renderText(report, options)].join('');
}

/** What is told of each finding, in short: `csv/blank-value row 3 line 4 UserName`. */
export function told({ findings }: Pick<Report, 'findings'>): string[] {
  return findings.map(({ code, location: { row, line, column } = {} }) =>
    [code, row && `row ${row}`, line && `line ${line}`, column].filter(Boolean).join(' '),
  );
}

export async function read(source: BatchSource) {
  const records: RecordEvidence[] = [];
  let header: HeaderEvidence | undefined;
  for await (const group of readBatch(source).groups) {
    header ??= group.header;
    records.push(...group.records);
  }
  return { header, records };
}

import type { BatchSource } from '../../src/batch/source.js';
import { ChangeLog } from '../../src/mend/change.js';
import { changeText } from '../../src/mend/change-text.js';
import { mend } from '../../src/mend/mend.js';
import { type MendOptions, survey } from '../../src/mend/survey.js';
import type { Report } from '../../src/model/report.js';
import { Collector } from '../../src/run/collect.js';
import { runCsvStage } from '../../src/run/csv-stage.js';
import { statusOf } from '../../src/run/stage-log.js';

export function sourceOf(content: string | Buffer, part = Number.POSITIVE_INFINITY): BatchSource {
  const bytes = Buffer.from(content);
  return {
    file: 'users.csv',
    bytes: bytes.length,
    async *read() {
      for (let at = 0; at < bytes.length; at += part) yield bytes.subarray(at, at + part);
    },
  };
}

export interface Mended {
  bytes: Buffer;
  text: string;
  log: ChangeLog;
  /** `kind column: row 1, 2` for each change. */
  changes: string[];
  /** Everything that is said of the changes. */
  said: string;
}

export async function mended(
  content: string | Buffer,
  options: MendOptions = {},
  part?: number,
): Promise<Mended> {
  const source = sourceOf(content, part);
  const found = await survey(source, options);
  const log = new ChangeLog();
  const parts: Buffer[] = [];
  for await (const piece of mend(source, found, log)) parts.push(piece);
  const bytes = Buffer.concat(parts);
  const said = log.changes.map(changeText).join('\n');
  return { bytes, text: bytes.toString('utf8'), log, changes: log.changes.map(inShort), said };
}

function inShort({ kind, column, rows, lines }: ChangeLog['changes'][number]): string {
  const about = column === undefined ? kind : `${kind} ${column}`;
  if (rows.length > 0) return `${about}: row ${rows.join(', ')}`;
  return lines.length > 0 ? `${about}: line ${lines.join(', ')}` : about;
}

/** What `check --only csv` says. */
export async function checked(content: Buffer): Promise<Report> {
  const collector = new Collector();
  await runCsvStage(
    [sourceOf(content)],
    { asked: true, alone: true },
    collector.add,
    new AbortController().signal,
  );
  return collector.finish();
}

export function errorsIn({ findings }: Report): string[] {
  return findings
    .filter((finding) => statusOf(finding) === 'failed')
    .map(({ code, location }) => `${code} ${location?.row ?? ''}`.trim());
}

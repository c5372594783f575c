import { existsSync, readFileSync } from 'node:fs';
import type { JsonReport } from '../run/support.js';

/** What tests read of a row in a journal. */
export interface HeldRow {
  file: string;
  row: number;
  userName: string;
  status: string;
  codes: string[];
}

/** The rows that a journal holds by now; a line that is being written is left out. */
export function rowsIn(path: string): HeldRow[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.filter((line) => line.startsWith('{"type":"row"')).map((line) => JSON.parse(line).row);
}

/** What a report says, but for times, tries and what the connections were like. */
export function told({ verdict, stages, summary, findings, rows }: JsonReport) {
  return {
    verdict,
    summary,
    stages: stages.map(({ id, status, reason }) => [id, status, reason ?? ''].join(' ')),
    // Rows end in any order, and so do their findings.
    findings: findings.map((finding) => JSON.stringify(finding)).sort(),
    rows: rows.map((row) => ({ ...row, attempts: undefined, ms: undefined })),
  };
}

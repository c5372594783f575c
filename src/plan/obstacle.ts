import { describe, ratingOf } from '../knowledge/describe.js';
import { CSV_LIMITS } from '../knowledge/exchange-online.js';
import type { Code } from '../model/code.js';
import { type Finding, stageOf } from '../model/finding.js';
import type { Report } from '../model/report.js';
import type { StageId } from '../model/stage.js';

/** Batches that anybody creates by hand, which is also how many files `split` writes at most. */
export const MOST_BATCHES = 1_000;

/** Rows that as many batches hold. */
export const MOST_ROWS = MOST_BATCHES * CSV_LIMITS.advisedRows;

/** What would have the whole file refused, and that splitting or an option of the command mends. */
const MENDED: ReadonlySet<Code> = new Set<Code>(['csv/too-many-rows', 'csv/too-large', 'csv/unknown-column']);

const NETWORK: ReadonlySet<StageId> = new Set<StageId>(['dns', 'tcp', 'tls', 'imap']);

/** Why there is no plan, a sentence without its full stop; undefined where there is one. */
export function obstacleTo(report: Omit<Report, 'plan'>): string | undefined {
  const { endpoint, batches, findings, dryRun, totals } = report;
  if (dryRun !== undefined) return 'a dry run proves nothing';
  if (endpoint === undefined || endpoint.server === '') return 'no server was given';
  if (endpoint.port === undefined || endpoint.security === undefined) {
    return `it was not proved that ${endpoint.server} can be reached`;
  }
  if (endpoint.security === 'none') return 'the passwords would travel without TLS';
  const refused = findings.find((one) => ratingOf(one) === 'error' && NETWORK.has(stageOf(one.code)));
  if (refused !== undefined) return `the endpoint would not work (${refused.code})`;
  const rows = batches.reduce((sum, batch) => sum + batch.rows, 0);
  if (rows === 0) return 'no rows were given';
  if (rows > MOST_ROWS) return 'there are more rows than 1,000 batches hold';
  const unusable = findings.find(isOfWholeFile);
  if (unusable !== undefined) return `the file would be refused (${unusable.code})`;
  if (totals.rows.failed >= rows) return 'every row would fail';
  return undefined;
}

function isOfWholeFile(found: Finding): boolean {
  if (ratingOf(found) !== 'error' || stageOf(found.code) !== 'csv' || MENDED.has(found.code)) return false;
  return found.location?.row === undefined && describe(found).effect === 'batch';
}

import { describe, ratingOf } from '../knowledge/describe.js';
import type { Finding, Rating } from '../model/finding.js';
import type { Report } from '../model/report.js';
import type { RowResult } from '../model/row.js';
import { fileText } from './place.js';
import { RowFindings } from './row-findings.js';
import { clean } from './text/clean.js';

const COLUMNS = 'file,row,line,emailAddress,userName,status,codes,messages,bytes,fix';

/** Without it Excel and Windows PowerShell take UTF-8 for the encoding of the machine. */
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * The rows as CSV (RFC 4180, UTF-8 with a byte order mark), a line a row: where it stands, whose it is, what came of
 * it, its codes, what its mailbox holds where that was measured, and the first step against the gravest of its findings. What is found of a file or of the server is
 * in none of its lines.
 */
export function* renderCsv(report: Report): Iterable<string> {
  yield `${BYTE_ORDER_MARK}${COLUMNS}\r\n`;
  const findings = new RowFindings(report.findings);
  const fixes = new Map<string, string>();
  for (const row of report.rows) {
    const fix = fixOf(findings.of(row));
    const known = fixes.get(fix) ?? cell(fix);
    fixes.set(fix, known);
    yield `${cellsOf(row).map(cell).join(',')},${known}\r\n`;
  }
}

function cellsOf({ file, row, line, emailAddress, userName, status, codes, audit }: RowResult) {
  const { messages = '', bytes = '' } = audit ?? {};
  return [fileText(file), row, line, emailAddress, userName, status, codes.join(' '), messages, bytes];
}

const GRAVITY: Record<Rating, number> = { error: 0, inconclusive: 1, warning: 2, notice: 3 };

function fixOf(findings: readonly Finding[]): string {
  const [gravest] = findings.toSorted((a, b) => GRAVITY[ratingOf(a)] - GRAVITY[ratingOf(b)]);
  return gravest === undefined ? '' : (describe(gravest).fix[0] ?? '');
}

function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const safe = ADDRESS.test(value) ? value : harmless(clean(value));
  return /[",;\t|]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Nearly every cell is of this kind, which needs no care. */
const ADDRESS = /^[A-Za-z\d][\w.@/-]*$/;

/**
 * Signs that begin a formula, at the start of a cell or behind what a spreadsheet may take for the end of one, with
 * quotes or blanks between: owasp.org/www-community/attacks/CSV_Injection. The wide forms are for East Asian versions
 * of Excel.
 */
const FORMULA = /(^|[,;\t|])(["'\s]*)([=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/gu;

/** An apostrophe before it makes a spreadsheet show it as text. */
function harmless(text: string): string {
  return text.replace(FORMULA, "$1$2'$3");
}

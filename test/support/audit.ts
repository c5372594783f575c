import { expect } from 'vitest';
import type { MailboxAudit } from '../../src/model/audit.js';
import { checkJson, type JsonReport } from '../run/support.js';
import type { CliOptions } from './cli.js';
import { type CsvRow, writeCsv } from './files.js';

type AuditedRow = JsonReport['rows'][number] & { audit?: MailboxAudit };

export interface Told {
  code: string;
  severity: string;
  message: string;
  cause: string;
  location?: { row?: number };
}

/** `auditFile` of a file with the rows, none of whose passwords may come out. Only within a test. */
export async function audit(
  port: number,
  rows: readonly CsvRow[],
  args: readonly string[] = [],
  options: CliOptions = {},
) {
  const result = await auditFile(port, await writeCsv(rows), args, options);
  for (const [, , password] of rows) expect(result.stdout + result.stderr).not.toContain(password);
  return result;
}

/** `check --json --audit` of a server of this machine. */
export async function auditFile(
  port: number,
  file: string,
  args: readonly string[] = [],
  options: CliOptions = {},
) {
  const result = await checkJson([file, '--port', String(port), '--audit', ...args], options);
  const audited: AuditedRow[] = result.report.rows;
  const findings = result.report.findings as unknown as Told[];
  return {
    ...result,
    audits: audited.map((row) => row.audit),
    /** What was found of a row, from 1, such as `mailbox/too-many-items error`. */
    codes: (number: number) =>
      findings
        .filter(({ location }) => location?.row === number)
        .map(({ code, severity }) => `${code} ${severity}`),
    found: (code: string) => findings.filter((finding) => finding.code === code),
  };
}

/** What a mailbox holds by folder, in the order of their names: `Sent mail 12 3456`. */
export function folderLines({ folders }: MailboxAudit): string[] {
  return folders.map(({ path, kind, messages, bytes }) => [path, kind, messages, bytes].join(' ')).sort();
}

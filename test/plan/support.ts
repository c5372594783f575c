import type { FolderAudit, MailboxAudit } from '../../src/model/audit.js';
import type { Endpoint } from '../../src/model/endpoint.js';
import { type Finding, finding } from '../../src/model/finding.js';
import type { Report } from '../../src/model/report.js';
import type { RowResult } from '../../src/model/row.js';
import { reportWith, totals } from '../reports/support.js';

export const GIGABYTE = 1024 ** 3;

export const ENDPOINT: Endpoint = {
  server: 'imap.contoso.com',
  addresses: ['203.0.113.7'],
  aliases: [],
  port: 993,
  security: 'ssl',
  ports: [],
  attempts: [],
  capabilities: ['IMAP4rev1'],
};

/** A row by its number; what it holds in gigabytes where it was measured. */
export function row(number: number, parts: Partial<RowResult> & { gigabytes?: number } = {}): RowResult {
  const { gigabytes, ...rest } = parts;
  const address = `user${number}@contoso.com`;
  return {
    file: 'users.csv',
    row: number,
    line: number + 1,
    emailAddress: address,
    userName: address,
    status: 'passed',
    codes: [],
    attempts: 1,
    ...(gigabytes === undefined ? {} : { audit: audit({ bytes: gigabytes * GIGABYTE }) }),
    ...rest,
  };
}

export function audit(parts: Partial<MailboxAudit> = {}): MailboxAudit {
  return { messages: 100, bytes: GIGABYTE, accuracy: 'exact', folders: [], ...parts };
}

export function folder(path: string, kind: FolderAudit['kind'], messages = 10, bytes = 1_000): FolderAudit {
  return { path, kind, messages, bytes };
}

/** A finished run over `users.csv`, which has these rows and no others. */
export function planned(rows: RowResult[], parts: Partial<Report> = {}): Report {
  const failed = rows.filter(({ status }) => status === 'failed').length;
  return reportWith({
    endpoint: ENDPOINT,
    batches: [{ file: 'users.csv', bytes: 50 * rows.length + 32, rows: rows.length }],
    totals: totals({ rows: { total: rows.length, failed } }),
    rows,
    ...parts,
  });
}

export function rows(count: number, parts: (number: number) => Parameters<typeof row>[1] = () => ({})) {
  return Array.from({ length: count }, (_, index) => row(index + 1, parts(index + 1)));
}

/** What the stage mailbox finds of a row with such folders. */
export function roots(
  code: 'mailbox/gmail-folders' | 'mailbox/public-folders',
  number: number,
  ...names: string[]
): Finding {
  const { file, line, emailAddress, userName } = row(number);
  return finding(
    code,
    { roots: names },
    {
      location: { file, row: number, line },
      subject: { emailAddress, userName },
    },
  );
}

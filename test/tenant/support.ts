import type { BatchSource } from '../../src/batch/source.js';
import { readExport } from '../../src/tenant/export.js';
import type { ExportRow } from '../../src/tenant/fields.js';
import { RECIPIENTS, type RecipientField } from '../../src/tenant/tables.js';

const NEVER = new AbortController().signal;

export { NEVER };

/** A file of these bytes that comes in parts of so many. */
export function sourceOf(content: string | Buffer, part = 64 * 1024, file = 'recipients.csv'): BatchSource {
  const bytes = Buffer.from(content as string);
  return {
    file,
    bytes: bytes.length,
    async *read() {
      for (let at = 0; at < bytes.length; at += part) yield bytes.subarray(at, at + part);
    },
  };
}

/** All records of an export of recipients. */
export async function rowsOf(source: BatchSource): Promise<ExportRow<RecipientField>[]> {
  const rows: ExportRow<RecipientField>[] = [];
  for await (const part of readExport(source, RECIPIENTS)) rows.push(...part.rows);
  return rows;
}

/** As Export-Csv writes it: every value quoted, CRLF. */
export function exported(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  delimiter = ',',
): string {
  return [header, ...rows]
    .map((cells) => `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(delimiter)}\r\n`)
    .join('');
}

import type { Finding } from '../model/finding.js';

/**
 * What stays the same of a finding from run to run: its code, the name of its file without the folders, its column, and
 * the address of its row, or else the row. A row that has moved keeps it where the address is known. It is made
 * of what reports show, and of no password. Several findings of one run may share it.
 */
export function identityOf({ code, location, subject }: Finding): string {
  if (location === undefined) return code;
  const { file, row, column = '' } = location;
  const address = subject?.emailAddress.trim().toLowerCase() ?? '';
  const place = row === undefined ? '' : `row ${row}`;
  return [code, baseName(file), column, address === '' ? place : address].join('\n');
}

/** The same for a row, as far as it is about the row. */
export function rowIdentity(file: string, row: number, emailAddress: string): string {
  const address = emailAddress.trim().toLowerCase();
  return `${baseName(file)}\n${address === '' ? `row ${row}` : address}`;
}

export function baseName(file: string): string {
  return file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
}

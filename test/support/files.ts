import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A directory that is removed when the test ends. Only within a test. */
export async function temporaryDirectory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'imap-preflight-test-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** Writes a file, mode 0600, into a temporary directory of the test's own; returns its path. */
export async function writeTemporary(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(await temporaryDirectory(), name);
  await writeFile(path, content, { mode: 0o600 });
  return path;
}

/** EmailAddress, UserName, Password and, where there is one, UserRoot. */
export type CsvRow = readonly [emailAddress: string, userName: string, password: string, userRoot?: string];

/** The rows as a CSV file with Microsoft's header, LF, values quoted where they must be. */
export function csvText(rows: readonly CsvRow[]): string {
  const header = [
    'EmailAddress',
    'UserName',
    'Password',
    ...(rows.some((row) => row.length > 3) ? ['UserRoot'] : []),
  ];
  const lines = rows.map((row) => header.map((_, column) => row[column] ?? ''));
  return [header, ...lines].map((cells) => `${cells.map(csvCell).join(',')}\n`).join('');
}

/** Writes such a file, mode 0600; returns its path. */
export function writeCsv(rows: readonly CsvRow[], name = 'users.csv'): Promise<string> {
  return writeTemporary(name, csvText(rows));
}

function csvCell(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

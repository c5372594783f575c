import { CSV_LIMITS } from '../knowledge/exchange-online.js';
import type { FileEvidence } from '../model/evidence.js';
import { type Finding, finding } from '../model/finding.js';
import { isStream } from '../model/stream.js';

/** What is said of a file as a whole, once it has been read to its end. */
export function checkFile(file: FileEvidence): Finding[] {
  return [...checkName(file), ...checkContent(file)];
}

function checkName(file: FileEvidence): Finding[] {
  const location = { file: file.file };
  const found: Finding[] = [];
  const extension = /(?<=[^/\\])\.[^./\\]*$/.exec(file.file)?.[0] ?? '';
  if (!isStream(file.file) && !['.csv', '.txt'].includes(extension.toLowerCase())) {
    found.push(finding('csv/file-extension', { extension }, { location }));
  }
  // Read permission for others; a group is often the user's own.
  const isEmpty = file.header === undefined && file.looksLike === undefined;
  if (!isEmpty && file.mode !== undefined && (file.mode & 0o004) !== 0) {
    found.push(
      finding('csv/file-permissions', { mode: file.mode.toString(8).padStart(4, '0') }, { location }),
    );
  }
  return found;
}

function checkContent(file: FileEvidence): Finding[] {
  const location = { file: file.file };
  const found: Finding[] = [];
  const add = (item: Finding) => found.push(item);
  if (file.bytes > CSV_LIMITS.maxBytes) add(finding('csv/too-large', { bytes: file.bytes }, { location }));
  if (file.looksLike !== undefined) {
    add(finding('csv/not-unicode', { looksLike: file.looksLike }, { location }));
    return found;
  }
  if (file.header === undefined) {
    add(finding('csv/empty-file', {}, { location }));
    return found;
  }
  if (file.invalidAt !== undefined) {
    const line = file.invalidLine === undefined ? {} : { line: file.invalidLine };
    const encoding = file.encoding === 'UTF-8' ? {} : { encoding: file.encoding };
    const args = { offset: file.invalidAt, ...line, ...encoding };
    add(finding('csv/not-unicode', args, { location: { ...location, ...line } }));
  }
  if (file.encoding !== 'UTF-8') add(finding('csv/utf-16', { encoding: file.encoding }, { location }));
  // A first line that is data is no header above nothing.
  if (file.rows === 0 && !file.header.headerless) add(finding('csv/no-rows', {}, { location }));
  if (file.rows > CSV_LIMITS.maxRows) add(finding('csv/too-many-rows', { rows: file.rows }, { location }));
  else if (file.rows > CSV_LIMITS.advisedRows) {
    add(finding('csv/large-batch', { rows: file.rows }, { location }));
  }
  if (file.blankLines.count > 0) {
    const [line] = file.blankLines.lines;
    add(
      finding(
        'csv/blank-line',
        { ...file.blankLines },
        { location: { ...location, ...(line ? { line } : {}) } },
      ),
    );
  }
  return found;
}

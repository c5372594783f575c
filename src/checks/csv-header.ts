import type { HeaderEvidence } from '../model/evidence.js';
import { type Finding, finding } from '../model/finding.js';
import { KNOWN_COLUMNS, REQUIRED_COLUMNS } from '../model/row.js';

/** The header line: columns missing, in other case, twice, unknown; the delimiter. */
export function checkHeader(file: string, header: HeaderEvidence): Finding[] {
  const at = (column: string) => ({ location: { file, line: header.line, column } });
  const found: Finding[] = [];
  if (header.delimiter === ';' || header.delimiter === '\t') {
    const place = { location: { file, line: header.line } };
    found.push(finding('csv/wrong-delimiter', { delimiter: header.delimiter }, place));
  }
  if (header.malformed !== undefined) {
    const place = { location: { file, line: header.line } };
    // Its cells cannot be told apart, so there is nothing to say of the columns.
    return [...found, finding('csv/malformed-quote', { kind: header.malformed }, place)];
  }
  for (const column of REQUIRED_COLUMNS) {
    if (header.columns[column] !== undefined) continue;
    const near = header.close[column];
    const hint = near === undefined ? {} : { found: near.written };
    const headerless = header.headerless ? { headerless: true } : {};
    found.push(finding('csv/missing-column', { column, ...hint, ...headerless }, at(column)));
  }
  for (const column of KNOWN_COLUMNS) {
    const written = header.columns[column]?.written;
    if (written !== undefined && written !== column) {
      found.push(finding('csv/column-case', { column, found: written }, at(column)));
    }
  }
  for (const column of new Set([...header.repeated, ...repeatedOthers(header)])) {
    found.push(finding('csv/duplicate-column', { column }, at(column)));
  }
  return [...found, ...checkOthers(file, header)];
}

/** Names that are none of ours and stand there twice, whatever their case. */
function repeatedOthers({ others }: HeaderEvidence): string[] {
  const seen = new Set<string>();
  return others.flatMap(({ name = '' }) => {
    const key = name.trim().toLowerCase();
    if (key !== '' && seen.has(key)) return [name];
    seen.add(key);
    return [];
  });
}

function checkOthers(file: string, header: HeaderEvidence): Finding[] {
  // A line that names no column at all is one fault, which the missing columns tell.
  if (header.headerless) return [];
  const misspelt = header.close.UserRoot;
  const others = [...header.others];
  if (misspelt !== undefined) others.push({ position: misspelt.index + 1, name: misspelt.written });
  return others.map(({ position, name }) => {
    const column = name ? { column: name } : {};
    const place = { location: { file, line: header.line, ...column } };
    return finding('csv/unknown-column', { position, ...(name ? { name } : {}) }, place);
  });
}

/** Whether rows can be signed in with: each required column is there, and none stands there twice. */
export function rowsCanBeRead(header: HeaderEvidence): boolean {
  return (
    header.malformed === undefined &&
    header.repeated.length === 0 &&
    REQUIRED_COLUMNS.every((column) => header.columns[column] !== undefined)
  );
}

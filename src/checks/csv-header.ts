import type { MissingColumnArguments } from '../model/code.js';
import type { HeaderEvidence } from '../model/evidence.js';
import { type Finding, finding } from '../model/finding.js';
import { KNOWN_COLUMNS, REQUIRED_COLUMNS, type RequiredColumn } from '../model/row.js';
import { oddityOf, visible } from './header-name.js';

/** The header line: columns missing, in other case, twice, unknown; the delimiter; what stands above it. */
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
    if (isNamedWhereItBelongs(header, column)) continue;
    // Exchange Online reads the first line as the header, so there the column is missing.
    const location = { file, line: header.preamble?.line ?? header.line, column };
    found.push(finding('csv/missing-column', missing(header, column), { location }));
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

function isNamedWhereItBelongs(header: HeaderEvidence, column: RequiredColumn): boolean {
  return header.preamble === undefined && header.columns[column] !== undefined;
}

function missing(header: HeaderEvidence, column: RequiredColumn): MissingColumnArguments {
  const { columns, close, headerless, joined, preamble } = header;
  const written = close[column]?.written;
  const oddity = written === undefined ? undefined : oddityOf(written, column);
  return {
    column,
    ...(written === undefined ? {} : { found: visible(written) }),
    ...(oddity === undefined ? {} : { oddity }),
    ...(headerless ? { headerless } : {}),
    ...(joined === undefined ? {} : { joined }),
    ...(preamble === undefined
      ? {}
      : {
          preamble: {
            kind: preamble.kind,
            ...(headerless ? {} : { headerLine: header.line }),
            named: columns[column] !== undefined,
            ...(preamble.mayBeData ? { mayBeData: true } : {}),
          },
        }),
  };
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
  const found = others.map(({ position, name }) => {
    const empty = name !== undefined && name.trim() === '' ? ({ empty: true } as const) : {};
    const named = name && !('empty' in empty) ? { name } : {};
    const column = 'name' in named ? { column: named.name } : {};
    const place = { location: { file, line: header.line, ...column } };
    return finding('csv/unknown-column', { position, ...named, ...empty }, place);
  });
  const last = found.at(-1);
  if (header.untold !== undefined && last?.code === 'csv/unknown-column') last.args.more = header.untold;
  return [...found, ...checkEmptyAtEnd(file, header)];
}

/** A spreadsheet exports as many columns as were ever used, and these are one fault. */
function checkEmptyAtEnd(file: string, { line, width, emptyAtEnd: count }: HeaderEvidence): Finding[] {
  if (count === undefined) return [];
  const args = { position: width - count + 1, empty: true, count } as const;
  return [finding('csv/unknown-column', args, { location: { file, line } })];
}

/** Whether rows can be signed in with: the first line names each required column, and none stands there twice. */
export function rowsCanBeRead(header: HeaderEvidence): boolean {
  return (
    header.malformed === undefined &&
    header.repeated.length === 0 &&
    REQUIRED_COLUMNS.every((column) => isNamedWhereItBelongs(header, column))
  );
}

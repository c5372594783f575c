import stringWidth from 'string-width';
import { describe } from '../../knowledge/describe.js';
import type { Finding } from '../../model/finding.js';
import { type Group, isOfRow } from '../groups.js';
import { align, hang, number, ranges } from './layout.js';
import type { Style } from './style.js';

const LONGEST_FILE = 40;
const LONGEST_NAME = 64;
const LONGEST_WORDS = 240;

/** What the lines of a group say besides its text. */
export interface Places {
  lines: string[];
  /** Words that all findings of the group share, said once below them. */
  response: string;
  detail: string;
}

const INDENT = ' '.repeat(4);

/** Where the findings of a group are: rows below each other, or files and ranges of rows. */
export function placesOf(group: Group, files: number, style: Style): Places {
  const { findings } = group;
  const shown = findings.slice(0, style.limit);
  const response = shared(findings, ({ evidence }) => evidence?.response);
  const detail = shared(findings, ({ evidence }) => evidence?.detail);
  const heads = shown.some(isOfRow)
    ? rowLines(shown, files > 1, style.columns - INDENT.length, style)
    : shown.map((finding) => [wholeLine(finding, files > 1, style)]);
  const lines = shown.flatMap((finding, index) => [
    ...(heads[index] ?? []).filter(Boolean).map((line) => INDENT + line),
    ...ownWords(finding, index === 0, group).flatMap((words) => said(words, style)),
    ...(response === undefined ? said(finding.evidence?.response, style) : []),
    ...(detail === undefined ? said(finding.evidence?.detail, style) : []),
  ]);
  const left = findings.length - shown.length;
  if (left > 0)
    lines.push(INDENT + style.dim(`${style.ellipsis} and ${number(left)} more; --verbose shows all`));
  return {
    lines,
    response: style.text(response ?? '', LONGEST_WORDS),
    detail: style.text(detail ?? '', LONGEST_WORDS),
  };
}

/** The text that all findings have, or `undefined` where they differ. */
export function shared(findings: readonly Finding[], textOf: (finding: Finding) => string | undefined) {
  const first = findings[0];
  const text = (first && textOf(first)) ?? '';
  return findings.every((finding) => (textOf(finding) ?? '') === text) ? text : undefined;
}

/** What the text of the group does not say of this row: steps of its own, or else its message. */
export function ownWords(finding: Finding, first: boolean, { findings, text, varied }: Group): string[] {
  if (findings.length === 1) return [];
  const { message, fix } = describe(finding);
  const steps = fix.filter((step) => !text.fix.includes(step));
  return steps.length > 0 || first || !varied ? steps : [message];
}

/** Words below a row. */
function said(text: string | undefined, style: Style): string[] {
  const shown = style.text(text ?? '', LONGEST_WORDS);
  return shown === '' ? [] : hang(style.dim(shown), style.prose, `${INDENT}  ${style.dim(style.arrow)} `);
}

/** One line a row with its cells below each other; where that is too wide, the names on lines of their own. */
function rowLines(findings: readonly Finding[], withFile: boolean, room: number, style: Style): string[][] {
  const cells = findings.map((finding) => cellsOf(finding, withFile, style));
  const wide = align(cells.map(({ place, names }) => [...place, ...names]));
  if (wide.every((line) => stringWidth(line) <= room)) return wide.map((line) => [line]);
  const places = align(cells.map(({ place }) => place));
  return cells.map(({ names }, index) => {
    const both = names.filter(Boolean).join('  ');
    const own = stringWidth(both) + 2 <= room ? [both] : names;
    return [places[index] ?? '', ...own.filter(Boolean).flatMap((name) => hang(name, room, '  '))];
  });
}

function cellsOf({ location, subject }: Finding, withFile: boolean, style: Style) {
  const address = style.text(subject?.emailAddress ?? '', LONGEST_NAME);
  const user = style.text(subject?.userName ?? '', LONGEST_NAME);
  return {
    place: [
      withFile ? style.path(location?.file ?? '', LONGEST_FILE) : '',
      location?.row === undefined ? '' : `row ${location.row}`,
      location?.line === undefined ? '' : style.dim(`line ${location.line}`),
      style.text(location?.column ?? '', LONGEST_FILE),
    ],
    names: [address, user === address ? '' : user],
  };
}

/** `users.csv  line 1  Password  rows 2-5, 9`; empty when there is nothing to point at. */
function wholeLine({ location, evidence }: Finding, withFile: boolean, style: Style): string {
  const rows = evidence?.rows ?? [];
  const parts = [
    location?.line === undefined ? '' : `line ${location.line}`,
    style.text(location?.column ?? '', LONGEST_FILE),
    rows.length === 0
      ? ''
      : `${rows.length === 1 ? 'row' : 'rows'} ${ranges(rows, Math.max(1, style.limit * 2))}`,
  ];
  const file = location !== undefined && (withFile || parts.some(Boolean)) ? location.file : '';
  return [style.path(file, LONGEST_FILE), ...parts].filter(Boolean).join('  ');
}

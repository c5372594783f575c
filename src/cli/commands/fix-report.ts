import { describe } from '../../knowledge/describe.js';
import type { Change, ChangeLog } from '../../mend/change.js';
import { changeText } from '../../mend/change-text.js';
import type { Finding } from '../../model/finding.js';
import type { Report } from '../../model/report.js';
import { type Group, groupFindings } from '../../reports/groups.js';
import { encode, findingJson } from '../../reports/json.js';
import { groupLines } from '../../reports/text/finding.js';
import { count, flow, hang, number, ranges } from '../../reports/text/layout.js';
import { type Style, styleOf, type TextOptions } from '../../reports/text/style.js';
import { STREAM } from './fix-settings.js';

/** What became of a file. */
export interface Fixed {
  input: string;
  /** `-` is standard output. */
  output: string;
  log: ChangeLog;
  /** Of the fixed file. */
  report: Report;
}

const LONGEST_PATH = 80;
const SHORT_PLACE = 24;
const ITEM = '  - ';

/** Every change, then what is left, then where the fixed file is. */
export function* fixText(fixed: Fixed, options: TextOptions): Iterable<string> {
  const style = styleOf(options);
  yield* lines(changeLines(fixed, style));
  const groups = groupFindings(left(fixed.report));
  if (groups.length > 0) yield* lines(['', ...hang(style.strong(leftTitle(fixed, style)), style.prose, '')]);
  for (const group of groups)
    yield* lines(['', ...groupLines(group, 1, style), ...inputRows(group, fixed, style)]);
  yield* lines(['', ...closing(fixed, style)]);
}

function* lines(texts: readonly string[]): Iterable<string> {
  for (const text of texts) yield `${text}\n`;
}

/** What there is to do. Notices ask for nothing. */
function left({ findings }: Report): Finding[] {
  return findings.filter((finding) => describe(finding).severity !== 'notice');
}

function changeLines({ input, log }: Fixed, style: Style): string[] {
  const { changes } = log;
  const name = nameOf(input, style, 'standard input');
  if (changes.length === 0)
    return hang(`There is nothing to change: the fixed file equals ${name}.`, style.prose, '');
  return [
    ...hang(style.strong(`Changed, with rows and lines of ${name}`), style.prose, ''),
    '',
    ...changes.flatMap((change) => changeItem(change, style)),
  ];
}

/** A short place stands behind the text. */
function changeItem(change: Change, style: Style): string[] {
  const text = style.sentence(changeText(change));
  const places = placesOf(change, style);
  const [only = ''] = places;
  if (places.length <= 1 && only.length <= SHORT_PLACE) {
    return hang(`${text} ${style.dim(only)}`, style.prose, ITEM);
  }
  const indent = ' '.repeat(ITEM.length);
  return [...hang(text, style.prose, ITEM), ...places.map((line) => indent + style.dim(line))];
}

/** All rows: whoever has to answer for the file wants to see each. */
function placesOf({ rows, lines }: Change, style: Style): string[] {
  const place = (numbers: readonly number[], noun: string) => {
    if (numbers.length === 0) return [];
    const list = ranges(numbers, Number.POSITIVE_INFINITY).replaceAll(',', '').split(' ');
    const parts = list.map((range, index) => (index === list.length - 1 ? range : `${range},`));
    const label = `${noun}${numbers.length === 1 ? '' : 's'}`;
    const total = numbers.length > 2 ? [`(${number(numbers.length)})`] : [];
    return flow([label, ...parts, ...total], ' ', style.prose - ITEM.length).split('\n');
  };
  return [...place(rows, 'row'), ...place(lines, 'line')];
}

function leftTitle({ output, log }: Fixed, style: Style): string {
  const gone = log.removedLines.length === 0 ? '' : ', from which lines were removed';
  return `Left for you, with rows and lines of ${nameOf(output, style)}${gone}`;
}

/** Where rows were removed, the others have new numbers. */
function inputRows({ findings }: Group, { input, log }: Fixed, style: Style): string[] {
  const rows = findings.flatMap(({ location, evidence }) => location?.row ?? evidence?.rows ?? []);
  if (log.removedRows.length === 0 || rows.length === 0) return [];
  const list = ranges(
    rows.map((row) => log.inputRow(row)),
    Math.max(1, style.limit * 2),
  );
  const text = `${rows.length === 1 ? 'row' : 'rows'} ${list} of ${nameOf(input, style, 'standard input')}`;
  return hang(text, style.prose, style.dim('  Before  '), ' '.repeat(10));
}

function closing({ output, log, report }: Fixed, style: Style): string[] {
  const { errors } = report.totals;
  const warnings = left(report).length - errors;
  const tone = errors > 0 ? 'error' : warnings > 0 ? 'warning' : 'good';
  const name = nameOf(output, style);
  const counts = [
    errors > 0 ? `${count(errors, 'error')} left` : 'no errors',
    ...(warnings > 0 ? [count(warnings, 'warning')] : []),
  ];
  const what = `${style.strong(`Written: ${name}`)}, ${count(log.rows, 'row')}, ${counts.join(', ')}.`;
  const next =
    errors === 0
      ? ''
      : output === STREAM
        ? ' Exchange Online would not take it as it is.'
        : ' Mend what is left in it, then run `imap-preflight check` on it.';
  return hang(style.commands(what + next), style.prose, `${style.tone[tone](style.symbol[tone])} `);
}

function nameOf(path: string, style: Style, stream = 'standard output'): string {
  return path === STREAM ? stream : style.path(path, LONGEST_PATH);
}

/** One change, and one finding, a line. Rows and lines of findings are those of the fixed file; `before` has the input's. */
export function* fixJson({ input, output, log, report }: Fixed): Iterable<string> {
  const findings = left(report);
  const { errors } = report.totals;
  yield `{\n  "input": ${encode(input)},\n  "output": ${encode(output)},\n  "rows": ${log.rows},\n  "changes": `;
  yield* list(log.changes, changeJson, '  ');
  yield `,\n  "left": {\n    "errors": ${errors},\n    "warnings": ${findings.length - errors},\n    "findings": `;
  yield* list(findings, (finding) => leftJson(finding, log), '    ');
  yield '\n  }\n}\n';
}

function* list<T>(items: readonly T[], toJson: (item: T) => object, indent: string): Iterable<string> {
  if (items.length === 0) {
    yield '[]';
    return;
  }
  let before = `[\n${indent}  `;
  for (const item of items) {
    yield before + encode(toJson(item));
    before = `,\n${indent}  `;
  }
  yield `\n${indent}]`;
}

function changeJson(change: Change) {
  const { kind, column, rows, lines, count } = change;
  return {
    kind,
    column,
    ...(rows.length > 0 ? { rows } : {}),
    ...(lines.length > 0 ? { lines } : {}),
    count,
    text: changeText(change),
  };
}

function leftJson(finding: Finding, log: ChangeLog) {
  const { row, line } = finding.location ?? {};
  const before = {
    row: row === undefined ? undefined : log.inputRow(row),
    line: line === undefined ? undefined : log.inputLine(line),
  };
  return { ...findingJson(finding), ...(line === undefined && row === undefined ? {} : { before }) };
}

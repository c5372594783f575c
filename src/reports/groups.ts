import { describe, type FindingText } from '../knowledge/describe.js';
import type { Code, CodeArguments, TransientArguments } from '../model/code.js';
import type { Effect, Finding, Rating, Severity } from '../model/finding.js';
import { QUOTATION } from './quotation.js';

/** Findings that say the same of different rows, in the order of the report. */
export interface Group {
  code: Code;
  /** As the first finding says it; `fix` has the steps that all findings share. */
  text: FindingText;
  findings: Finding[];
  /** The messages differ in values of the row, and not only in its address. */
  varied: boolean;
  /** Key of every data row that is named, in a location or in evidence. */
  rows: Set<string>;
}

const SEVERITIES: Severity[] = ['error', 'warning', 'notice'];
const EFFECTS: Effect[] = ['batch', 'endpoint', 'row', 'risk'];

const RATING_WORDS: Record<Rating, string> = {
  error: 'Error',
  warning: 'Warning',
  inconclusive: 'Could not tell',
  notice: 'Notice',
};

/** How a rating is said. */
export function ratingWord(rating: Rating): string {
  return RATING_WORDS[rating];
}

/** Whether the finding speaks of one row, not of a file or of the server. */
export function isOfRow(finding: Finding): boolean {
  return finding.location?.row !== undefined || finding.subject !== undefined;
}

function rowKey(file: string, row: number): string {
  return `${row} ${file}`;
}

/** Errors first, then warnings, then notices; in each what stops most: by effect, then by number. */
export function groupFindings(findings: Iterable<Finding>): Group[] {
  const groups = new Map<string, Group>();
  for (const finding of findings) {
    const text = describe(finding);
    const key = keyOf(finding);
    let group = groups.get(key);
    if (group === undefined) {
      group = { code: finding.code, text, findings: [], varied: false, rows: new Set() };
      groups.set(key, group);
    }
    add(group, finding, text);
  }
  for (const group of groups.values()) {
    const [first] = group.findings;
    if (group.text.fix.length === 0 && first !== undefined) group.text = describe(first);
  }
  return [...groups.values()].sort(compare);
}

function add(group: Group, finding: Finding, text: FindingText): void {
  group.findings.push(finding);
  group.varied ||= messageOf(finding, text) !== messageOf(group.findings[0] ?? finding, group.text);
  if (!group.text.fix.every((step) => text.fix.includes(step))) {
    group.text = { ...group.text, fix: group.text.fix.filter((step) => text.fix.includes(step)) };
  }
  const { location, evidence } = finding;
  const file = location?.file ?? '';
  if (location?.row !== undefined) group.rows.add(rowKey(file, location.row));
  else for (const row of evidence?.rows ?? []) group.rows.add(rowKey(file, row));
}

function messageOf({ subject }: Finding, { message }: FindingText): string {
  const address = subject?.emailAddress ?? '';
  return address === '' ? message : message.replaceAll(address, '');
}

function compare(a: Group, b: Group): number {
  return (
    SEVERITIES.indexOf(a.text.severity) - SEVERITIES.indexOf(b.text.severity) ||
    EFFECTS.indexOf(a.text.effect) - EFFECTS.indexOf(b.text.effect) ||
    b.rows.size - a.rows.size ||
    b.findings.length - a.findings.length
  );
}

/** Two findings of a group have the same text once the values of the row are set aside. */
function keyOf(finding: Finding): string {
  const setAside = WITHOUT_ROW_VALUES[finding.code] as ((args: unknown) => unknown) | undefined;
  if (finding.told !== undefined) return toldKey(finding, setAside !== undefined);
  const bare = setAside === undefined ? finding : ({ ...finding, args: setAside(finding.args) } as Finding);
  const { rating, message, cause, fix } = describe(bare);
  return [finding.code, rating, message, cause, ...fix].join('\n');
}

/** Names in quotation marks and figures are what the messages of different rows differ in. */
const ROW_VALUE = new RegExp(`${QUOTATION.source}|\\d+`, 'gu');

/** Of what an earlier report told there is only the text. */
function toldKey(finding: Finding, hasRowValues: boolean): string {
  const { rating, message, cause, fix } = describe(finding);
  // A step that quotes a name is one that not every row has.
  const steps = hasRowValues ? fix.filter((step) => !QUOTATION.test(step)) : fix;
  const texts = [message, cause, ...steps];
  const bare = hasRowValues ? texts.map((text) => text.replace(ROW_VALUE, '')) : texts;
  return [finding.code, rating, ...bare].join('\n');
}

const ELSEWHERE = { first: { file: '', row: 1, line: 1 } };

function oneAttempt({ backoffMs: _, ...kept }: TransientArguments): TransientArguments {
  return { ...kept, attempts: 1 };
}

/** Arguments with the values that differ from row to row made equal; what decides the advice is kept. */
const WITHOUT_ROW_VALUES: { [C in Code]?: (args: CodeArguments[C]) => CodeArguments[C] } = {
  // One line is wrong and not three names, and one remedy serves all.
  'csv/missing-column': (args) =>
    args.headerless || args.joined !== undefined || args.preamble?.named
      ? { ...args, column: 'EmailAddress' }
      : args,
  'csv/unknown-column': ({ empty, name }) => ({
    position: 1,
    ...(empty ? { empty } : {}),
    ...(name === undefined ? {} : { name: '' }),
  }),
  'csv/wrong-column-count': ({ expected, actual, emptySurplus, wholeRow, separatedBy }) => ({
    row: 1,
    expected,
    actual: expected + Math.sign(actual - expected),
    ...(emptySurplus ? { emptySurplus } : {}),
    ...(wholeRow ? { wholeRow } : {}),
    ...(separatedBy === undefined ? {} : { separatedBy }),
  }),
  'csv/duplicate-email': () => ELSEWHERE,
  'csv/duplicate-username': () => ELSEWHERE,
  'csv/surrounding-spaces': ({ column }) => ({ column, leading: true, trailing: true }),
  'csv/control-character': ({ column }) => ({ column, characters: [] }),
  'login/timeout': oneAttempt,
  'login/dropped': oneAttempt,
  'login/unavailable': oneAttempt,
  'login/throttled': oneAttempt,
  'login/too-many-connections': oneAttempt,
  'mailbox/gmail-folders': ({ roots, adds, alone }) => ({
    roots,
    ...(adds === undefined ? {} : { adds: { messages: 2, bytes: 0 } }),
    ...(alone === undefined ? {} : { alone: 2 }),
  }),
  'mailbox/slash-in-folder-name': () => ({ folders: 2, examples: [] }),
  'mailbox/non-mail-folders': () => ({ folders: [] }),
  'mailbox/too-many-items': ({ kept }) => ({ messages: 2, ...(kept === undefined ? {} : { kept: 2 }) }),
  'mailbox/folder-too-many-items': () => ({ folder: '', messages: 2 }),
  'mailbox/message-too-large': () => ({ messages: 2, folders: [] }),
  'mailbox/over-target-quota': ({ quota, kept, estimated }) => ({
    bytes: quota,
    quota,
    ...(kept === undefined ? {} : { kept: quota }),
    ...(estimated && { estimated }),
  }),
  'target/recipient-not-found': ({ nearest: _, ...kept }) => ({ ...kept, emailAddress: '' }),
  'target/recipient-not-a-mailbox': ({ name: _, ...kept }) => ({ ...kept, emailAddress: '' }),
  'target/foreign-domain': (args) => ({ ...args, domain: '' }),
  'target/batch-exists': ({ status: _, ...kept }) =>
    kept.kind === 'user' ? { ...kept, emailAddress: '' } : kept,
};

import { concurrencyText, daysText, durationTexts, excludeReason } from '../../knowledge/plan-words.js';
import type { Amount } from '../../model/audit.js';
import type { ExcludedFolder, Plan, PlannedBatch, PlanTotals } from '../../model/plan.js';
import { REPLACEMENT } from '../text/clean.js';
import { count, number, size } from '../text/layout.js';
import { code, plain } from './escape.js';

/** How the batch can be migrated: facts, a label and its text in markdown each. */
export function planFacts(plan: Plan, limit: number): [string, string][] {
  const { totals, largest, exclude, batches, endpoint, heldBack } = plan;
  const list = (label: string, texts: readonly string[]) =>
    texts.map((text): [string, string] => [label, text]);
  const duration = durationTexts(plan).join('; ');
  return [
    ...(totals === undefined ? [] : list('Mailboxes', [totalText(totals)])),
    ...list(
      'Largest',
      largest.map((one) => [code(one.emailAddress), amountText(one)].join(', ')),
    ),
    ...[false, true].flatMap((wish) => {
      const folders = exclude.filter(({ optional }) => optional === wish);
      return list(wish ? 'Optional' : 'Leave out', cut(folders, limit, folderText));
    }),
    ...list('At once', [concurrencyText(endpoint)]),
    ...list('Batch', cut(batches, limit, batchText)),
    ...(heldBack === 0 ? [] : list('Held back', [`${count(heldBack, 'row')} that would fail, in no batch`])),
    ...(duration === '' ? [] : list('Duration', [duration])),
  ];
}

/** What is to be known, and the commands in a block that none of them can end. */
export function* planLines({ notes, commands }: Plan): Iterable<string> {
  if (notes.length > 0) yield '\n';
  for (const note of notes) yield `- ${plain(note)}\n`;
  const longest = Math.max(
    2,
    ...commands.flatMap((line) => (line.match(/`+/g) ?? []).map((run) => run.length)),
  );
  const fence = '`'.repeat(longest + 1);
  yield `\n${fence}powershell\n`;
  for (const line of commands) yield `${line.replace(/\p{Cc}+/gu, REPLACEMENT)}\n`;
  yield `${fence}\n`;
}

function totalText({ mailboxes, unmeasured, accuracy, ...held }: PlanTotals): string {
  const how = { exact: '', estimated: 'about ', 'at-least': 'at least ' }[accuracy];
  const open = unmeasured === 0 ? '' : `, ${number(unmeasured)} not measured`;
  return `${number(mailboxes)} measured, ${how}${amountText(held)}${open}`;
}

function amountText({ bytes, messages }: Amount): string {
  return `${size(bytes)}, ${count(messages, 'message')}`;
}

function folderText(one: ExcludedFolder): string {
  const { folder, mailboxes, holds } = one;
  const parts = [
    `${code(folder)} in ${mailboxes === 1 ? '1 mailbox' : `${number(mailboxes)} mailboxes`}`,
    holds === undefined ? '' : amountText(holds),
    excludeReason(one),
  ];
  return parts.filter(Boolean).join(', ');
}

function batchText({ name, file, from, whole, rows, holds, days }: PlannedBatch): string {
  const stands = whole ? from : file;
  const parts = [
    code(name),
    stands === '-' ? 'standard input' : code(stands),
    count(rows, 'row'),
    holds === undefined ? '' : size(holds.bytes),
    days === undefined ? '' : daysText(days),
  ];
  return parts.filter(Boolean).join(', ');
}

function cut<T>(items: readonly T[], limit: number, text: (item: T) => string): string[] {
  const left = items.length - limit;
  return [...items.slice(0, limit).map(text), ...(left > 0 ? [`… and ${number(left)} more`] : [])];
}

import { count } from '../../knowledge/catalogue/words.js';
import { CONCURRENCY_BASES, daysText, excludeReason } from '../../knowledge/plan-words.js';
import type { Amount } from '../../model/audit.js';
import type { ExcludedFolder, Plan, PlannedBatch, PlanTotals } from '../../model/plan.js';
import type { Report } from '../../model/report.js';
import { number, size } from '../text/layout.js';
import { code, plain } from './escape.js';

const SCRIPT = '`--report plan.ps1` writes the commands that create all this.';

/** How the batch can be migrated, with at most so many batches and folders; nothing where there is no plan. */
export function* planLines({ plan, verdict }: Report, limit: number): Iterable<string> {
  if (plan === undefined) return;
  yield '\n## Plan\n\n| What | |\n| --- | --- |\n';
  for (const [label, cell] of facts(plan, limit)) yield `| ${label} | ${cell} |\n`;
  yield '\n| Batch | File | Rows | Mail | Days |\n| --- | --- | --- | --- | --- |\n';
  for (const batch of plan.batches.slice(0, limit)) yield `| ${batchCells(batch).join(' | ')} |\n`;
  const more = plan.batches.length - limit;
  if (more > 0) yield `\n… and ${count(more, 'more batch', 'more batches')}\n`;
  yield '\n';
  for (const note of plan.notes) yield `- ${plain(note)}\n`;
  yield `- ${SCRIPT}\n`;
  if (!verdict.startsWith('ready')) return;
  const commands = plan.commands.filter((one) => !one.startsWith('#'));
  yield '\n```powershell\n';
  // None begins like the end of the block.
  for (const one of commands.slice(0, commands.length - Math.max(0, more))) yield `${one}\n`;
  yield '```\n';
}

function facts(plan: Plan, limit: number): [string, string][] {
  const { totals, largest, exclude, endpoint } = plan;
  const { maxConcurrentMigrations, maxConcurrentIncrementalSyncs, basis } = endpoint;
  const most = `${count(maxConcurrentMigrations, 'migration')}, ${count(maxConcurrentIncrementalSyncs, 'incremental sync')}`;
  const shown = exclude.slice(0, limit);
  const folders = (optional: boolean, label: string) =>
    shown.filter((one) => one.optional === optional).map((one): [string, string] => [label, folder(one)]);
  return [
    ...(totals === undefined ? [] : [['Mailboxes', mail(totals)] satisfies [string, string]]),
    ...largest.map((one): [string, string] => ['Largest', `${code(one.emailAddress)}, ${amount(one)}`]),
    ...folders(false, 'Leave out'),
    ...folders(true, 'Optional'),
    ['At once', plain(`${most}: ${CONCURRENCY_BASES[basis]}`)],
    ...durations(plan).map((text): [string, string] => ['Duration', text]),
  ];
}

function durations({ days, gmail }: Plan): string[] {
  return [
    ...(days === undefined ? [] : [`${daysText(days)}, an estimate`]),
    ...(gmail?.days === undefined ? [] : [`up to ${count(gmail.days, 'day')} at what Gmail lets through`]),
  ];
}

function mail({ mailboxes, accuracy, unmeasured, ...held }: PlanTotals): string {
  const sure = { exact: '', estimated: 'about ', 'at-least': 'at least ' }[accuracy];
  const open = unmeasured === 0 ? '' : `; ${number(unmeasured)} not measured`;
  return `${number(mailboxes)} measured, ${sure}${amount(held)}${open}`;
}

function amount({ bytes, messages }: Amount): string {
  return `${size(bytes)}, ${count(messages, 'message')}`;
}

function folder(one: ExcludedFolder): string {
  const held = one.holds === undefined ? '' : `, ${amount(one.holds)}`;
  const where = count(one.mailboxes, 'mailbox', 'mailboxes');
  return `${code(one.folder)} in ${where}${held}: ${plain(excludeReason(one))}`;
}

function batchCells({ name, file, from, whole, rows, holds, days }: PlannedBatch): string[] {
  const stands = whole ? from : file;
  return [
    code(name),
    stands === '-' ? 'standard input' : code(stands),
    number(rows),
    holds === undefined ? '' : size(holds.bytes),
    days === undefined ? '' : daysText(days),
  ];
}

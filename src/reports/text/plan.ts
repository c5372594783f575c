import { concurrencyText, daysText, durationTexts, excludeReason } from '../../knowledge/plan-words.js';
import type { Amount } from '../../model/audit.js';
import type { ExcludedFolder, Plan, PlannedBatch, PlanTotals } from '../../model/plan.js';
import type { Report } from '../../model/report.js';
import { headLine, headRoom } from './head.js';
import { count, flow, hang, number, size } from './layout.js';
import type { Style } from './style.js';

const LONGEST_NAME = 64;

/** How the batch can be migrated, before what has to be done first; nothing where there is no plan. */
export function planLines({ plan, verdict }: Report, style: Style): string[] {
  if (plan === undefined) return [];
  const { totals, largest, exclude, batches, notes } = plan;
  const list = (label: string, texts: readonly string[]) =>
    texts.flatMap((text, index) => headLine(index === 0 ? label : '', text, style));
  const parts = (texts: readonly string[]) => flow(texts, style.separator, headRoom(style));
  const optional = exclude.filter((one) => one.optional);
  const duration = durationTexts(plan).join('; ');
  return [
    style.strong('The plan'),
    '',
    ...list('Mailboxes', totals === undefined ? [] : [parts(totalParts(totals, plan))]),
    ...list(
      'Largest',
      largest.map((one) => parts([style.text(one.emailAddress, LONGEST_NAME), ...amountParts(one)])),
    ),
    ...list(
      'Leave out',
      folderTexts(
        exclude.filter((one) => !one.optional),
        style,
      ),
    ),
    ...list('Optional', folderTexts(optional, style)),
    ...list('At once', [concurrencyText(plan.endpoint)]),
    ...list(
      'Batches',
      cut(batches, style).map((one) => (typeof one === 'string' ? one : parts(batchParts(one, style)))),
    ),
    ...list('Duration', duration === '' ? [] : [duration]),
    ...list('PowerShell', [style.sentence('`--report plan.ps1` writes the commands that create all this.')]),
    ...(notes.length === 0 ? [] : ['']),
    ...notes.flatMap((note) => hang(style.sentence(note), style.prose, `  ${style.dim(style.arrow)} `)),
    ...(verdict.startsWith('ready') || isFull(style) ? ['', ...commandLines(plan, style)] : []),
  ];
}

function totalParts({ mailboxes, unmeasured, accuracy, ...held }: PlanTotals, { exclude }: Plan): string[] {
  const [amount = '', messages = ''] = amountParts(held);
  const sure = { exact: amount, estimated: `about ${amount}`, 'at-least': `${amount} at least` }[accuracy];
  const open = unmeasured === 0 ? [] : [`${number(unmeasured)} not measured`];
  const included = exclude.some(({ optional, holds }) => !optional && holds !== undefined);
  return [
    `${number(mailboxes)} measured`,
    sure,
    messages,
    ...(included ? ['with what is left out'] : []),
    ...open,
  ];
}

function amountParts({ bytes, messages }: Amount): string[] {
  return [size(bytes), count(messages, 'message')];
}

function folderTexts(folders: readonly ExcludedFolder[], style: Style): string[] {
  return cut(folders, style).map((one) => {
    if (typeof one === 'string') return one;
    const { folder, mailboxes, holds } = one;
    const where = mailboxes === 1 ? 'in 1 mailbox' : `in ${number(mailboxes)} mailboxes`;
    const amount = holds === undefined ? [] : amountParts(holds);
    const parts = [`${style.text(folder, LONGEST_NAME)} ${where}`, ...amount, excludeReason(one)];
    return flow(parts, style.separator, headRoom(style));
  });
}

function batchParts({ name, file, from, whole, rows, holds, days }: PlannedBatch, style: Style): string[] {
  const stands = whole ? from : file;
  return [
    style.text(name, LONGEST_NAME),
    ...(stands === '-' ? [] : [style.path(stands, headRoom(style))]),
    count(rows, 'row'),
    ...(holds === undefined ? [] : [size(holds.bytes)]),
    ...(days === undefined ? [] : [daysText(days)]),
  ];
}

/** The first ones, and how many are left. */
function cut<T>(items: readonly T[], { limit, ellipsis }: Style): (T | string)[] {
  const left = items.length - limit;
  return left > 0
    ? [...items.slice(0, limit), `${ellipsis} and ${number(left)} more; --verbose shows all`]
    : [...items];
}

function isFull({ limit }: Style): boolean {
  return limit === Number.POSITIVE_INFINITY;
}

/** On one line each, however long: they are to be copied. What comes from files cannot do anything to a terminal. */
function commandLines({ commands, batches }: Plan, style: Style): string[] {
  const all = commands.filter((one) => !one.startsWith('#'));
  const shown = all.slice(0, all.length - Math.max(0, batches.length - style.limit));
  const left = all.length - shown.length;
  return [
    ...shown.map((one) => `  ${one}`),
    ...(left === 0
      ? []
      : hang(`${style.ellipsis} and ${number(left)} more; --verbose shows all`, style.prose, '  ')),
  ];
}

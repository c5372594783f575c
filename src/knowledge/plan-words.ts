import type {
  ConcurrencyBasis,
  Days,
  ExcludedFolder,
  ExcludeReason,
  GmailPlan,
  PlanFacts,
  PlannedEndpoint,
} from '../model/plan.js';
import { isStream } from '../model/stream.js';
import { count, number, quotedList, size } from './catalogue/words.js';
import { GMAIL_BANDWIDTH, MIGRATION_DAYS } from './exchange-online.js';

const EXCLUDE_REASONS: Record<ExcludeReason, string> = {
  gmail: 'shows each message once more',
  shared: 'would be copied into every mailbox',
  trash: 'deleted mail',
  junk: 'junk mail',
};

/** Where the number of simultaneous migrations is from. */
const CONCURRENCY_BASES: Record<ConcurrencyBasis, string> = {
  probed: 'as many as the server was seen to bear when it was probed',
  seen: 'as many as the server was seen to bear in the sign-ins',
  known: 'as many as this server software takes unless it is set otherwise',
  assumed: 'what Exchange Online opens unless told otherwise',
};

/** Why so many migrations at once. */
export function concurrencyReason({ basis }: PlannedEndpoint): string {
  return CONCURRENCY_BASES[basis];
}

/** How many at once, and why. */
export function concurrencyText(endpoint: PlannedEndpoint): string {
  const { maxConcurrentMigrations, maxConcurrentIncrementalSyncs } = endpoint;
  const most = `${count(maxConcurrentMigrations, 'migration')}, ${count(maxConcurrentIncrementalSyncs, 'incremental sync')}`;
  return `${most}: ${concurrencyReason(endpoint)}`;
}

/** `3 to 14 days`. */
export function daysText({ half, most }: Days): string {
  return half === most ? count(most, 'day') : `${half} to ${most} days`;
}

/** An estimate by size, and what Gmail lets through, whichever is longer. */
export function durationTexts({ days, gmail }: PlanFacts): string[] {
  return [
    ...(days === undefined ? [] : [`${daysText(days)}, an estimate`]),
    ...(gmail?.days === undefined ? [] : [`up to ${count(gmail.days, 'day')} at what Gmail lets through`]),
  ];
}

/** Why a folder is better left out, or may be, and what speaks against it. */
export function excludeReason({ reason, own }: ExcludedFolder): string {
  const against =
    own === undefined ? '' : `, but ${count(own, 'mailbox has', 'mailboxes have')} a folder of that name too`;
  return EXCLUDE_REASONS[reason] + against;
}

/** `'[Gmail]' in 2 mailboxes, 120 messages, 3 MB`. */
export function folderText({ folder, mailboxes, holds }: ExcludedFolder): string {
  const amount = holds === undefined ? '' : `, ${count(holds.messages, 'message')}, ${size(holds.bytes)}`;
  return `'${folder}' in ${count(mailboxes, 'mailbox', 'mailboxes')}${amount}`;
}

/** What is to be known before the commands of a plan are run, a sentence or two each. */
export function planNotes(facts: PlanFacts): string[] {
  const { batches, heldBack, unknownColumns, exclude, moreExclude = 0, gmail } = facts;
  const split = [...new Set(batches.filter(({ whole }) => !whole).map(({ from }) => from))];
  return [
    ...(batches.some(({ from }) => isStream(from))
      ? [`The batch came on standard input: save it as \`${SAVED}\` first.`]
      : []),
    ...splitNote(split),
    ...(heldBack === 0
      ? []
      : [
          `${count(heldBack, 'row')} that would fail ${heldBack === 1 ? 'is' : 'are'} in no batch: correct what was found and migrate ${heldBack === 1 ? 'it' : 'them'} later.`,
        ]),
    ...(unknownColumns
      ? [
          'The file has columns that Exchange Online refuses. Remove them, or add `-AllowUnknownColumnsInCsv $true` to each batch; a misspelled `UserRoot` is then ignored too.',
        ]
      : []),
    ...durationNotes(facts),
    ...gmailExclusion(exclude, gmail),
    ...sharedExclusion(exclude),
    ...(moreExclude === 0
      ? []
      : [
          `${count(moreExclude, 'more folder')} of this kind ${moreExclude === 1 ? 'is' : 'are'} not listed.`,
        ]),
    ...(gmail === undefined ? [] : gmailNotes(gmail)),
  ];
}

/** What came on standard input, by the name that it is to have. */
const SAVED = 'batch.csv';

/** The command as it can be typed, where the name of the file is plain. */
function splitNote(sources: readonly string[]): string[] {
  const files = sources.map((file) => (isStream(file) ? SAVED : file));
  const [first] = files;
  if (first === undefined) return [];
  const plain = files.length === 1 && /^[\w./][\w./-]*$/.test(first);
  const command = `\`imap-preflight split ${plain ? first : '<csv>'} --plan report.json\``;
  return [
    `The batches are parts of ${quotedList(files)}: ${command} writes their files, with the JSON report of this run (\`--report report.json\`).`,
  ];
}

function durationNotes({ totals, days, largest }: PlanFacts): string[] {
  const { source, asOf, classes } = MIGRATION_DAYS;
  if (totals === undefined) {
    return [
      'The mailboxes were not measured: `imap-preflight check --audit` adds sizes, batches by size and a duration.',
    ];
  }
  const incomplete = [
    totals.accuracy === 'at-least' ? ' The server did not tell all sizes: it may be more.' : '',
    totals.unmeasured > 0
      ? ` ${count(totals.unmeasured, 'mailbox was', 'mailboxes were')} not measured and may take longer.`
      : '',
  ].join('');
  if (days === undefined) {
    const end = size(classes[classes.length - 1]?.below ?? 0);
    return [
      `No duration can be estimated: Microsoft publishes none for mailboxes of ${end} or more, such as the largest one (${size(largest[0]?.bytes ?? 0)}). ${source}`,
    ];
  }
  return [
    `The duration is an estimate: of mailboxes of the size of the largest one, half took ${count(days.half, 'day')} at most, and nine in ten ${count(days.most, 'day')} (Microsoft, ${asOf}: ${source}).${incomplete}`,
  ];
}

function sharedExclusion(exclude: readonly ExcludedFolder[]): string[] {
  const root = exclude.find(({ reason, optional }) => reason === 'shared' && !optional)?.folder;
  if (root === undefined) return [];
  return [
    `Microsoft says to exclude shared and public folders, and not whether \`${root}\` stands for the folders below it too. Try one mailbox first; where they come along, exclude \`${root}/*\` as well.`,
  ];
}

function gmailExclusion(exclude: readonly ExcludedFolder[], gmail: GmailPlan | undefined): string[] {
  const root = exclude.find(({ reason }) => reason === 'gmail')?.folder;
  if (root === undefined) return [];
  const { onlyThere } = gmail ?? {};
  const lost =
    onlyThere === undefined
      ? 'If it does, mail that is in no other folder stays behind.'
      : `If it does, at least ${count(onlyThere.messages, 'message')} in ${count(onlyThere.mailboxes, 'mailbox', 'mailboxes')} ${onlyThere.messages === 1 ? 'stays' : 'stay'} behind, since no other folder holds ${onlyThere.messages === 1 ? 'it' : 'them'}.`;
  return [
    `Microsoft says to exclude \`${root}\`, and not whether that leaves out Sent Mail and All Mail below it as well. ${lost} Try one mailbox first.`,
  ];
}

function gmailNotes({ days }: GmailPlan): string[] {
  const { bytesPerDay, source } = GMAIL_BANDWIDTH;
  return [
    'Gmail shows a message in a folder for each of its labels, and each is copied: remove the labels from the messages before the migration.',
    ...(days === undefined
      ? []
      : [
          `Gmail lets IMAP download ${number(bytesPerDay / 1024 / 1024)} MB a day from one account (${source}): the largest mailbox needs up to ${count(days, 'day')}, and its batch as long.`,
        ]),
    'The app passwords (16 letters, without spaces) must last until the batch is removed: Google takes them back when a user changes the password of the account (https://support.google.com/accounts/answer/185833).',
  ];
}

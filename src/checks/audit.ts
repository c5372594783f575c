import { MAILBOX_LIMITS, TARGET_LIMITS } from '../knowledge/exchange-online.js';
import {
  type Amount,
  addUp,
  type FolderAudit,
  type FolderKind,
  isCopied,
  type MailboxAudit,
  MOST_FOLDERS,
} from '../model/audit.js';
import type { Code } from '../model/code.js';
import { canBeOpened, type Folder, type LoginEvidence } from '../model/evidence.js';
import { type Finding, finding, type Subject } from '../model/finding.js';
import type { RowPlace } from '../model/row.js';
import { FolderKinds, has } from './folder-kind.js';
import { distinct, type GmailSize, placeOf, shorten } from './mailbox.js';

/** Folders that a message names. */
const MAX_NAMED = 5;

/** Letters of a name that are kept: with those of all folders a mailbox must fit in a line of the journal. */
const LONGEST_PATH = 250;

/** How far an estimate may be off. */
const MARGIN = 0.2;

/** Kinds that a plan excludes. */
const EXCLUDED: ReadonlySet<FolderKind> = new Set<FolderKind>(['gmail', 'shared']);

interface KindOfFolder {
  folder: Folder;
  kind: FolderKind;
}

/** What was measured of a mailbox; undefined where no folder told anything. */
export function auditOf(
  evidence: Pick<LoginEvidence, 'folders' | 'namespaces' | 'audit'>,
): MailboxAudit | undefined {
  const folders = kindsOf(evidence);
  const told = folders.filter(({ folder }) => folder.messages !== undefined);
  if (evidence.audit === undefined || told.length === 0) return undefined;
  const copied = folders.filter(({ kind, folder }) => isCopied(kind) && canBeOpened(folder));
  const large = copied.map(({ folder }) => folder.large);
  const listed = told
    .map(folderAudit)
    .sort((a, b) => (b.bytes ?? 0) - (a.bytes ?? 0) || b.messages - a.messages);
  const all = told.find(({ folder }) => has(folder, '\\All'))?.folder;
  const { quota } = evidence.audit;
  return {
    ...sum(copied),
    accuracy: accuracyOf(copied),
    ...(large.some((one) => one === undefined) ? {} : { large: addUp(large) }),
    ...(quota === undefined ? {} : { quota }),
    ...(all?.bytes === undefined ? {} : { all: { messages: all.messages ?? 0, bytes: all.bytes } }),
    folders: listed.slice(0, MOST_FOLDERS),
    ...(listed.length > MOST_FOLDERS ? { moreFolders: listed.length - MOST_FOLDERS } : {}),
    depth: evidence.folders.reduce((most, folder) => Math.max(most, levelsOf(folder)), 1),
  };
}

/** What the Gmail folders add, and how much would be lost without them. */
export function gmailSize(evidence: Pick<LoginEvidence, 'folders' | 'namespaces'>): GmailSize {
  const folders = kindsOf(evidence);
  const gmail = folders.filter(({ kind, folder }) => kind === 'gmail' && folder.messages !== undefined);
  if (gmail.length === 0) return {};
  const all = gmail.find(({ folder }) => has(folder, '\\All'))?.folder.messages ?? 0;
  const labels = sum(folders.filter(({ kind }) => isCopied(kind) && !EXCLUDED.has(kind))).messages;
  return { adds: sum(gmail), ...(all > labels ? { alone: all - labels } : {}) };
}

/** What the size of a mailbox means for its migration. `quota`: octets that the target mailbox holds. */
export function checkAudit(
  row: RowPlace & Subject,
  evidence: Pick<LoginEvidence, 'folders' | 'namespaces'>,
  audit: MailboxAudit,
  quota: number,
): Finding[] {
  const folders = kindsOf(evidence).filter(({ kind }) => isCopied(kind));
  const kept = sum(folders.filter(({ kind }) => !EXCLUDED.has(kind)));
  const place = placeOf(row);
  return [
    ...tooMany(audit, kept, place),
    ...fullFolder(folders, place),
    ...tooLarge(folders, place),
    ...overQuota(audit, kept.bytes, quota, place),
  ];
}

/** The same of the quota alone, where nothing but the figures is left: folders that are not listed count as kept. */
export function checkQuota(row: RowPlace & Subject, audit: MailboxAudit, quota: number): Finding[] {
  const excluded = addUp(audit.folders.filter(({ kind }) => EXCLUDED.has(kind)).map(({ bytes }) => bytes));
  return overQuota(audit, Math.max(0, audit.bytes - excluded), quota, placeOf(row));
}

const OF_SIZES: ReadonlySet<Code> = new Set<Code>([
  'mailbox/too-many-items',
  'mailbox/folder-too-many-items',
  'mailbox/message-too-large',
  'mailbox/over-target-quota',
]);

/** What is known of a mailbox by the names of its folders alone. */
export function withoutSizes(findings: readonly Finding[]): Finding[] {
  return findings
    .filter(({ code }) => !OF_SIZES.has(code))
    .map((one) => (one.code === 'mailbox/gmail-folders' ? { ...one, args: { roots: one.args.roots } } : one));
}

type Place = ReturnType<typeof placeOf>;

/** Where it is only too much with folders that are best excluded anyway, that is a risk and no more. */
const RISK = { rating: 'warning' } as const;

function tooMany({ messages }: MailboxAudit, kept: Amount, place: Place): Finding[] {
  if (messages <= MAILBOX_LIMITS.maxItems) return [];
  if (kept.messages > MAILBOX_LIMITS.maxItems)
    return [finding('mailbox/too-many-items', { messages }, place)];
  return [finding('mailbox/too-many-items', { messages, kept: kept.messages }, { ...place, ...RISK })];
}

function fullFolder(folders: readonly KindOfFolder[], place: Place): Finding[] {
  const [fullest] = folders.map(({ folder }) => folder).sort((a, b) => (b.messages ?? 0) - (a.messages ?? 0));
  const { path = '', messages = 0 } = fullest ?? {};
  if (messages <= TARGET_LIMITS.maxFolderItems) return [];
  return [finding('mailbox/folder-too-many-items', { folder: shorten(path), messages }, place)];
}

function tooLarge(folders: readonly KindOfFolder[], place: Place): Finding[] {
  const holding = folders.filter(({ folder }) => (folder.large ?? 0) > 0).map(({ folder }) => folder);
  const messages = addUp(holding.map(({ large }) => large));
  if (messages === 0) return [];
  const names = distinct(
    holding.map(({ path }) => path),
    MAX_NAMED,
  );
  return [finding('mailbox/message-too-large', { messages, folders: names }, place)];
}

function overQuota({ bytes, accuracy }: MailboxAudit, kept: number, quota: number, place: Place): Finding[] {
  if (bytes <= quota) return [];
  const estimated = accuracy === 'estimated' ? { estimated: true as const } : {};
  if (kept <= quota) {
    const args = { bytes, quota, kept, ...estimated };
    return [finding('mailbox/over-target-quota', args, { ...place, ...RISK })];
  }
  const sure = accuracy !== 'estimated' || kept * (1 - MARGIN) > quota;
  const args = { bytes, quota, ...estimated };
  return [finding('mailbox/over-target-quota', args, sure ? place : { ...place, ...RISK })];
}

function levelsOf({ path, delimiter }: Folder): number {
  return delimiter === '' ? 1 : path.split(delimiter).length;
}

function kindsOf(evidence: Pick<LoginEvidence, 'folders' | 'namespaces'>): KindOfFolder[] {
  const kinds = new FolderKinds(evidence);
  return evidence.folders.map((folder) => ({ folder, kind: kinds.of(folder) }));
}

function folderAudit({ folder, kind }: KindOfFolder): FolderAudit {
  const { path, messages = 0, bytes } = folder;
  return { path: shorten(path, LONGEST_PATH), kind, messages, ...(bytes === undefined ? {} : { bytes }) };
}

function accuracyOf(folders: readonly KindOfFolder[]): MailboxAudit['accuracy'] {
  if (folders.some(({ folder }) => folder.messages === undefined || folder.bytes === undefined))
    return 'at-least';
  return folders.some(({ folder }) => folder.estimated) ? 'estimated' : 'exact';
}

function sum(folders: readonly KindOfFolder[]): Amount {
  return {
    messages: addUp(folders.map(({ folder }) => folder.messages)),
    bytes: addUp(folders.map(({ folder }) => folder.bytes)),
  };
}

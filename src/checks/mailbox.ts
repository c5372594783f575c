import type { CodeArguments } from '../model/code.js';
import { canBeOpened, type LoginEvidence } from '../model/evidence.js';
import { type Finding, finding, type Subject } from '../model/finding.js';
import type { RowPlace } from '../model/row.js';
import { FolderKinds, gmailRoot, hasSlash } from './folder-kind.js';

const MAX_ROOTS = 5;
const MAX_EXAMPLES = 3;
const MAX_NAMES = 6;
const MAX_NAME_LENGTH = 60;

/** What is known of the size of the Gmail folders, where they were measured. */
export type GmailSize = Omit<CodeArguments['mailbox/gmail-folders'], 'roots'>;

/** What the names of the folders of one mailbox mean for its migration. */
export function checkFolders(
  row: RowPlace & Subject,
  evidence: Pick<LoginEvidence, 'folders' | 'namespaces'>,
  gmailSize?: GmailSize,
): Finding[] {
  const { folders } = evidence;
  const kinds = new FolderKinds(evidence);
  const gmail = distinct(folders.map(gmailRoot), MAX_ROOTS);
  // A folder without messages of its own is nothing to copy; what lies below it is listed itself.
  const shared = distinct(
    folders.map((one) => (canBeOpened(one) ? kinds.sharedRoot(one) : undefined)),
    MAX_ROOTS,
  );
  const own = folders.filter((folder) => kinds.sharedRoot(folder) === undefined);
  const slashed = own.filter(hasSlash);
  const nonMail = distinct(
    own.map((folder) => kinds.nonMailRoot(folder)),
    MAX_NAMES,
  );
  const place = placeOf(row);
  const found: Finding[] = [];
  if (gmail.length > 0) found.push(finding('mailbox/gmail-folders', { roots: gmail, ...gmailSize }, place));
  if (shared.length > 0) found.push(finding('mailbox/public-folders', { roots: shared }, place));
  if (slashed.length > 0) {
    const examples = distinct(
      slashed.map(({ path }) => path),
      MAX_EXAMPLES,
    );
    found.push(finding('mailbox/slash-in-folder-name', { folders: slashed.length, examples }, place));
  }
  if (nonMail.length > 0) found.push(finding('mailbox/non-mail-folders', { folders: nonMail }, place));
  return found;
}

/** Where a finding of a row stands. */
export function placeOf({ file, row, line, emailAddress, userName }: RowPlace & Subject) {
  return { location: { file, row, line }, subject: { emailAddress, userName } };
}

export function distinct(names: readonly (string | undefined)[], most: number): string[] {
  const known = new Set(names.filter((name) => name !== undefined));
  return [...known].slice(0, most).map((name) => shorten(name));
}

export function shorten(name: string, most = MAX_NAME_LENGTH): string {
  if (name.length <= most) return name;
  const letters = [...name];
  return letters.length <= most ? name : `${letters.slice(0, most - 1).join('')}…`;
}

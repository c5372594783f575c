import type { CodesOf } from '../../model/code.js';
import { SECTIONS } from '../articles.js';
import type { Entry } from '../entry.js';
import { excludeStep } from '../exclude-folders.js';
import { NEW_SUPER_USER, SUPER_USER_RIGHTS } from './sign-in-steps.js';
import {
  CLEAN_UP_SOURCE,
  CLEAN_UP_TARGET,
  CREATE_BATCH_PAGE,
  EXCLUDE_DELETED_ITEMS,
  EXCLUDE_IN_WIZARD,
  REMOVE_BATCH,
  REMOVE_LABELS,
  SUPPORT,
} from './steps.js';
import { count, number, quotedList, size } from './words.js';

function excludeFolders(roots: readonly string[], fallback: string): string {
  return excludeStep(roots.length === 0 ? [fallback] : roots);
}

const WITHOUT_FOLDERS =
  'Exclude these folders when you create the batch, as the plan of this report does: what is left can be migrated.';

const EXCLUDE_GMAIL =
  'At Gmail, exclude the `[Gmail]` folder when you create the batch: `New-MigrationBatch -ExcludeFolders "[Gmail]"`.';

const MOVE_BY_PST =
  'Bring what is left over another way, for example by PST import (https://learn.microsoft.com/microsoft-365/compliance/importing-pst-files-to-office-365).';

export const MAILBOX: { [C in CodesOf<'mailbox'>]: Entry<C> } = {
  'mailbox/list-failed': {
    rating: 'error',
    title: 'The folders cannot be read',
    message: ({ command }) =>
      `The sign-in worked, but the server refused ${command === 'LIST' ? 'to list the folders' : 'to open the inbox'} (${command}).`,
    cause:
      'The account may not read this mailbox, the mailbox does not exist or is offline, or it is damaged. On some servers, missing rights show only here.',
    fix: [
      'Open the mailbox once with the same account in a mail program or in webmail.',
      SUPER_USER_RIGHTS,
      NEW_SUPER_USER,
      'Ask the administrator of the source server whether the mailbox is online and repair it if needed.',
    ],
    effect: 'row',
    owner: 'mail-admin',
    kb: SECTIONS.otherSuperUser,
    example: { command: 'LIST' },
  },
  'mailbox/gmail-folders': {
    rating: 'warning',
    title: 'Gmail labels will double the mail',
    message: ({ roots, adds, alone }) => {
      const folder = `The mailbox has the Gmail folder ${quotedList(roots)}`;
      if (adds === undefined) return `${folder}.`;
      const held = `${folder} with ${count(adds.messages, 'message')} (${size(adds.bytes)}), which come on top of the labels.`;
      return alone === undefined ? held : `${held} At least ${number(alone)} of them have no label.`;
    },
    cause:
      'Gmail shows every label as a folder and every message once more under `[Gmail]`. Unless this is excluded, the target mailbox grows to twice the size or more, and may get full before all mail is there.',
    fix: ({ roots, alone }) => [
      excludeFolders(roots, '[Gmail]'),
      EXCLUDE_IN_WIZARD,
      'Try the exclusion on one mailbox first. `[Gmail]` is also the parent of Sent Mail and All Mail, and Microsoft does not document whether excluding it leaves those out.',
      ...(alone === undefined
        ? []
        : [
            'Messages without a label, sent and archived ones among them, stand under `[Gmail]` alone: give them a label before the migration, so that they are not left behind.',
          ]),
      REMOVE_LABELS,
      REMOVE_BATCH,
      CLEAN_UP_TARGET,
      `Create the batch again with the exclusion (${CREATE_BATCH_PAGE}).`,
    ],
    effect: 'risk',
    owner: 'exchange-admin',
    kb: SECTIONS.duplicateEmails,
    example: { roots: ['[Gmail]'] },
  },
  'mailbox/public-folders': {
    rating: 'warning',
    title: 'Shared or public folders would be copied too',
    message: ({ roots }) =>
      roots.length === 0
        ? 'The account sees shared or public folders.'
        : `The account sees shared or public folders under ${quotedList(roots)}.`,
    cause:
      'Unless they are excluded, their contents are copied into the mailbox of every user in the CSV file.',
    fix: ({ roots }) => [
      excludeFolders(roots, 'Public Folders'),
      EXCLUDE_IN_WIZARD,
      'Migrate public folders on their own, with the public folder migration of Microsoft 365.',
      'Or take away the right of the account to see them for the time of the migration.',
    ],
    effect: 'risk',
    owner: 'exchange-admin',
    kb: SECTIONS.slowExcludeFolders,
    example: { roots: ['Public Folders'] },
  },
  'mailbox/slash-in-folder-name': {
    rating: 'warning',
    title: 'Folders with a slash in their name are left behind',
    message: ({ folders, examples }) =>
      `${count(folders, 'folder has', 'folders have')} a slash (/) in the name${examples.length === 0 ? '' : `: ${quotedList(examples)}`}.`,
    cause: 'IMAP migration does not migrate folders whose names contain a slash.',
    fix: [
      'Rename these folders on the source before the migration, for example with a hyphen in place of the slash.',
    ],
    effect: 'risk',
    owner: 'user',
    kb: SECTIONS.howTo,
    example: { folders: 2, examples: ['Projects 2024/2025', 'In/Out'] },
  },
  'mailbox/non-mail-folders': {
    rating: 'notice',
    title: 'Calendar, contacts and tasks are not migrated',
    message: ({ folders }) => `The mailbox has folders that hold no mail: ${quotedList(folders)}.`,
    cause:
      'IMAP migration moves the inbox and other mail folders only. Contacts, calendar items and tasks stay behind.',
    fix: [
      'Export contacts, calendars, tasks and notes on the source and import them in Outlook.',
      'Tell the users before the migration what will not come along.',
    ],
    effect: 'risk',
    owner: 'user',
    kb: SECTIONS.otherRestrictions,
    example: { folders: ['Calendar', 'Contacts'] },
  },
  'mailbox/too-many-items': {
    rating: 'error',
    title: 'The mailbox has too many messages',
    message: ({ messages }) => `The mailbox has ${count(messages, 'message')}; at most 500,000 are migrated.`,
    cause: ({ kept }) =>
      `IMAP migration takes 500,000 items of a mailbox, the newest first. The oldest are left behind.${kept === undefined ? '' : ` Without Gmail's own, shared and public folders the mailbox has ${count(kept, 'message')}.`}`,
    fix: ({ kept }) => [
      ...(kept === undefined ? [] : [WITHOUT_FOLDERS]),
      CLEAN_UP_SOURCE,
      EXCLUDE_DELETED_ITEMS,
      EXCLUDE_IN_WIZARD,
      MOVE_BY_PST,
      'Or accept that the oldest messages stay behind, and keep the source mailbox.',
    ],
    effect: 'risk',
    owner: 'user',
    kb: SECTIONS.otherRestrictions,
    example: { messages: 612_000 },
  },
  'mailbox/folder-too-many-items': {
    rating: 'warning',
    title: 'A folder has too many messages',
    message: ({ folder, messages }) => `The folder '${folder}' has ${count(messages, 'message')}.`,
    cause: 'A folder of an Exchange Online mailbox holds about 1,000,000 messages.',
    fix: ['Move older messages of this folder into several other folders.', CLEAN_UP_SOURCE],
    effect: 'risk',
    owner: 'user',
    kb: SECTIONS.otherRestrictions,
    example: { folder: 'INBOX', messages: 1_250_000 },
  },
  'mailbox/message-too-large': {
    rating: 'warning',
    title: 'Some messages are too large',
    message: ({ messages, folders }) =>
      `${count(messages, 'message is', 'messages are')} larger than 35 MB${folders.length === 0 ? '' : `, in ${quotedList(folders)}`}.`,
    cause: 'IMAP migration takes messages of up to 35 MB. Larger ones are left out.',
    fix: [
      'Ask the user to save the attachments of these messages and delete them.',
      MOVE_BY_PST,
      'Or raise the limit of the target mailbox with `Set-Mailbox usera -MaxReceiveSize 150MB`; Microsoft does not document that IMAP migration uses it.',
    ],
    effect: 'risk',
    owner: 'user',
    kb: SECTIONS.otherRestrictions,
    example: { messages: 4, folders: ['INBOX', 'Sent'] },
  },
  'mailbox/over-target-quota': {
    rating: 'error',
    title: 'The mail does not fit into the target mailbox',
    message: 'This mailbox is full. Please free up some space so that email can be downloaded.',
    cause: ({ bytes, quota, kept, estimated }) => {
      const source = `The source mailbox has ${estimated ? 'some ' : ''}${size(bytes)} of mail`;
      const fits =
        kept === undefined
          ? 'At Gmail, much of it is often the same mail under several labels.'
          : `Without Gmail's own, shared and public folders it has ${size(kept)}, which fits.`;
      return `${source}, and the target holds ${size(quota)}. ${fits}${estimated ? ' The size was reckoned from a part of the messages.' : ''}`;
    },
    fix: ({ kept }) => [
      ...(kept === undefined ? [] : [WITHOUT_FOLDERS]),
      `${CLEAN_UP_SOURCE} ${EXCLUDE_DELETED_ITEMS}`,
      'Give the user a plan with a larger mailbox, such as 100 GB, and run the check with `--target-quota 100GB`.',
      ...(kept === undefined ? [EXCLUDE_GMAIL] : []),
      REMOVE_LABELS,
      REMOVE_BATCH,
      CLEAN_UP_TARGET,
      `Create the batch again with those folders excluded (${CREATE_BATCH_PAGE}).`,
      SUPPORT,
    ],
    effect: 'row',
    owner: 'exchange-admin',
    kb: SECTIONS.mailboxFull,
    example: { bytes: 66_571_993_088, quota: 53_687_091_200 },
  },
};

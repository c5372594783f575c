import { SECTIONS } from '../../articles.js';
import {
  CLEAN_UP_TARGET,
  CREATE_BATCH_PAGE,
  EXCLUDE_IN_WIZARD,
  REMOVE_BATCH,
  REMOVE_LABELS,
} from '../../catalogue/steps.js';
import type { Path, PathStep } from '../path.js';
import { AUDIT_CHECK, IN_MICROSOFT_365, MAILBOX_CHECK, QUOTA_CHECK } from '../proofs.js';

const EXCLUDE_GMAIL = `Leave the folder \`[Gmail]\` out when you create the batch (${CREATE_BATCH_PAGE}): in PowerShell \`New-MigrationBatch -ExcludeFolders "[Gmail]"\`.`;
/** Not confirmed by Microsoft either way. */
const GMAIL_TREE =
  'Sent and archived mail stands below `[Gmail]` too. Microsoft does not say whether the folders below are left out as well: try it with one mailbox first.';

const CREATE_WITH_EXCLUSION = `Create the batch again with those folders excluded (${CREATE_BATCH_PAGE}).`;

const REMOVE_LABELS_STEP: PathStep = {
  check: 'Do messages on the source have labels?',
  how: [
    REMOVE_LABELS,
    'A message appears once in the folder of each of its labels, and is copied each time (https://support.google.com/mail/answer/118708).',
  ],
  proof: [AUDIT_CHECK, MAILBOX_CHECK],
  sections: [SECTIONS.duplicateEmails],
  about: /[Ll]abels/,
};

/** What is copied already. */
const EXISTING_USERS: PathStep = {
  check: 'For users in a batch: are duplicates in the mailbox?',
  how: [REMOVE_BATCH, REMOVE_LABELS, CLEAN_UP_TARGET, CREATE_WITH_EXCLUSION],
  proof: IN_MICROSOFT_365,
  sections: [SECTIONS.fullExistingUsers],
  about: /remove that batch|[Ll]abels|make room|Create the batch again/,
};

export const DUPLICATES: Path = {
  title: 'Mail arrives twice',
  meaning:
    'Gmail shows a message in the folder of each of its labels and once more below [Gmail]. Each of them is copied: the new mailbox doubles in size or more, and may not hold it all. What has been copied already must be cleaned up by hand.',
  steps: [
    {
      check: 'Is the folder [Gmail] left out of the batch?',
      how: [EXCLUDE_GMAIL, EXCLUDE_IN_WIZARD, GMAIL_TREE],
      proof: [MAILBOX_CHECK],
      sections: [SECTIONS.duplicateEmails],
      about: /-ExcludeFolders|Exclude Folder|All Mail/,
    },
    REMOVE_LABELS_STEP,
    EXISTING_USERS,
  ],
  words: ['duplicate', 'twice', 'double', 'doubled', 'label', 'gmail', 'copy'],
};

export const MAILBOX_FULL: Path = {
  title: 'The mailbox in Microsoft 365 is full',
  meaning:
    'The mailbox in Microsoft 365 has reached its limit. With Gmail as the source, the cause is often mail that was copied several times.',
  quotes: ['This mailbox is full. Please free up some space so that email can be downloaded.'],
  sections: [SECTIONS.mailboxFull],
  steps: [
    {
      check: 'Does the mailbox hold as much as the source has?',
      how: [
        'Compare the size of the source mailbox with the limit of the license: reports name 50 GB for the smaller plans and 100 GB for the larger ones.',
      ],
      proof: [QUOTA_CHECK, MAILBOX_CHECK],
      sections: [SECTIONS.mailboxFull],
      about: /license|larger|archive|size/i,
    },
    EXISTING_USERS,
    {
      check: 'For users still to come: are labels gone, and is [Gmail] left out?',
      how: [REMOVE_LABELS, EXCLUDE_GMAIL, EXCLUDE_IN_WIZARD, GMAIL_TREE],
      proof: [AUDIT_CHECK, MAILBOX_CHECK],
      sections: [SECTIONS.fullFutureMigrations],
      about: /-ExcludeFolders|Exclude Folder/,
    },
  ],
  words: ['full', 'quota', 'space', 'storage', 'size', 'limit'],
};

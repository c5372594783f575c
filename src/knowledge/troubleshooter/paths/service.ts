import { SECTIONS } from '../../articles.js';
import type { Path } from '../path.js';
import { CONNECTIONS_CHECK, CSV_CHECK, FEWER_CONNECTIONS_CHECK, IN_MICROSOFT_365 } from '../proofs.js';
import { NONE_OF_THE_ABOVE } from './other.js';
import { CONNECTION_LIMITS, WAIT } from './slow.js';

/** Messages of the migration service that neither article has. */

/** https://learn.microsoft.com/exchange/troubleshoot/move-or-migrate-mailboxes (KB 4502865, KB 3050691) */
export const ALREADY_IN_BATCH: Path = {
  title: 'The user is in another batch already',
  meaning:
    'A user can be in one migration at a time. Microsoft publishes this message for moves between Exchange servers; it is seen as a message of the migration service as a whole.',
  quotes: [
    "The user '…' already has a pending request. Please remove the existing request and resume the current batch or start a new batch for this user.",
  ],
  steps: [
    {
      check: 'Is the address in the files more than once?',
      how: ['Give all the files of the migration together, and take out the rows that are there twice.'],
      proof: [CSV_CHECK],
      sections: [],
    },
    {
      check: 'Which other batch has the user?',
      how: [
        'Ask in Exchange Online PowerShell: `Get-MigrationUser usera@contoso.com | Format-List BatchId,Status`.',
        'Take the user out of the old batch (`Remove-MigrationUser usera@contoso.com`), or remove that batch if nobody needs it any more. Wait a few minutes and start again.',
      ],
      proof: IN_MICROSOFT_365,
      sections: [SECTIONS.otherRecreateBatch],
    },
  ],
  words: ['already', 'pending', 'request', 'migrated'],
};

/** https://learn.microsoft.com/exchange/troubleshoot/move-or-migrate-mailboxes/migration-fails-multiple-entries-error */
export const MULTIPLE_ENTRIES: Path = {
  title: 'Several objects have the address',
  meaning:
    'Exchange Online finds more than one object, such as a mailbox that was deleted and can still be recovered, or an inactive mailbox. Microsoft publishes this for moves between Exchange servers; that IMAP migration says it for the same reason is not confirmed.',
  quotes: ["The operation couldn't be performed because '<mailbox display name>' matches multiple entries."],
  steps: [
    {
      check: 'Which objects have the address?',
      how: [
        'Look for them in Exchange Online PowerShell: `Get-Recipient usera@contoso.com`, `Get-Mailbox usera@contoso.com -SoftDeletedMailbox` and `Get-Mailbox usera@contoso.com -InactiveMailboxOnly`.',
        'Take the address away from the objects that are not meant, or remove those for good if nobody needs them.',
      ],
      proof: IN_MICROSOFT_365,
      sections: [SECTIONS.recipientNotFoundCheckAddress],
    },
  ],
  words: ['multiple', 'entry', 'match', 'inactive'],
};

/** https://learn.microsoft.com/exchange/troubleshoot/move-or-migrate-mailboxes/storagepermanentexception-during-mailbox-migration */
export const TRANSIENT_FAILURES: Path = {
  title: 'The job gave up after many short failures',
  meaning:
    'The same thing failed so often that the service stopped trying. The message names the most common failure: that one is the cause.',
  quotes: [
    'The job encountered too many transient failures (<n>) and is quitting. The most common failure is <Exception> with the hit count <n>.',
  ],
  steps: [
    {
      check: 'Which failure is the most common one?',
      how: [
        'Read the whole report in Exchange Online PowerShell: `Get-MigrationUserStatistics -Identity usera@contoso.com -IncludeReport | Format-List Status,Error,Report`. Give the sentence behind that exception to `imap-preflight explain`.',
      ],
      proof: [FEWER_CONNECTIONS_CHECK, CONNECTIONS_CHECK],
      sections: [],
    },
    WAIT,
    CONNECTION_LIMITS,
    ...NONE_OF_THE_ABOVE.steps.slice(0, 1),
  ],
  words: ['transient', 'quitting', 'failure', 'hit'],
};

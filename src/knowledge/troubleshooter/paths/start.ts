import { SECTIONS } from '../../articles.js';
import { CREATE_BATCH_PAGE, CSV_PAGE, GOOGLE_LIMITS } from '../../catalogue/steps.js';
import type { Path } from '../path.js';
import { BATCH_NAME_CHECK, CSV_CHECK, ENDPOINT_CHECK, MAILBOX_CHECK } from '../proofs.js';

const LEARN = 'https://learn.microsoft.com';

export const HOW_TO: Path = {
  title: 'How to perform an IMAP migration',
  meaning: 'Where Microsoft describes it. Staged, cutover and hybrid migrations are other matters.',
  steps: [
    {
      check: 'Is IMAP migration the right way?',
      how: [
        `The Exchange Deployment Assistant helps to choose (${LEARN}/exchange/exchange-deployment-assistant).`,
        'From Exchange on-premises other ways bring more than mail; between Exchange Online organizations IMAP is not supported.',
      ],
      proof: [ENDPOINT_CHECK],
      sections: [SECTIONS.welcome],
    },
    {
      check: 'What must be known and prepared?',
      how: [
        `Read what to know about IMAP migrations (${CREATE_BATCH_PAGE}).`,
        `Write the CSV file (${CSV_PAGE}).`,
        `Create the endpoint (${LEARN}/exchange/mailbox-migration/migrating-imap-mailboxes/migrate-other-types-of-imap-mailboxes).`,
      ],
      proof: [MAILBOX_CHECK],
      sections: [SECTIONS.howTo],
    },
    {
      check: 'Is the source Gmail or Google Workspace?',
      how: [
        `Follow the page of its own (${LEARN}/exchange/mailbox-migration/migrating-imap-mailboxes/migrate-g-suite-mailboxes).`,
        GOOGLE_LIMITS,
      ],
      proof: [MAILBOX_CHECK],
      sections: [SECTIONS.howTo],
    },
  ],
  words: ['how', 'perform', 'guide', 'information', 'prepare', 'begin'],
};

export const BATCH_EXISTS: Path = {
  title: 'The batch exists already',
  meaning: 'Another batch has the same name, or one that was removed has not vanished yet.',
  quotes: ['The migration batch already exists.'],
  steps: [
    {
      check: 'Is the name taken?',
      how: [
        'In the Exchange admin center open Recipients > Migration and look for the name. Choose another one for the new batch, or remove the old batch: stop it if it runs, then delete it.',
        'A batch that was removed takes a few minutes to vanish: wait, or choose another name.',
      ],
      proof: [BATCH_NAME_CHECK, CSV_CHECK],
      sections: [SECTIONS.batchExists],
      about: /^Choose another name|remove the old batch|few minutes|^Create the batch/,
    },
  ],
  words: ['batch', 'exist', 'name', 'already'],
};

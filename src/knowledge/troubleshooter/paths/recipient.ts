import { SECTIONS } from '../../articles.js';
import type { Path } from '../path.js';
import { CSV_CHECK, DOMAIN_CHECK, RECIPIENTS_CHECK } from '../proofs.js';

export const RECIPIENT: Path = {
  title: 'No recipient for an address of the file',
  meaning:
    'EmailAddress in the CSV file names the mailbox in Microsoft 365 that receives the mail. Exchange Online has no mailbox with that address.',
  quotes: [
    "A recipient wasn't found for 'user@contoso.com' on the target. Create a recipient of the appropriate type for this migration on the target and try again.",
  ],
  steps: [
    {
      check: 'Is there a mailbox with this address in Microsoft 365?',
      how: [
        'Look for the address among the mailboxes in the Exchange admin center. If there is none, create a mailbox that has it as a proxy address (https://learn.microsoft.com/exchange/recipients-in-exchange-online/create-user-mailboxes).',
        'Create or start the batch again.',
      ],
      proof: [RECIPIENTS_CHECK, CSV_CHECK],
      sections: [SECTIONS.recipientNotFound],
      about: /^Create a mailbox|^Create or start the batch|^Check whether/,
    },
    {
      check: 'Does EmailAddress hold the address of the mailbox in Microsoft 365?',
      how: [
        'Compare EmailAddress of the row with the proxy addresses of the cloud mailbox: it must be one of them. It is not the address on the source.',
        'Take rows out that name a distribution list, a group or a contact: they get the same error.',
        'A row looks like this: `user@contoso.com,contoso/terry.adams,<password>`, below the header `EmailAddress,UserName,Password`.',
      ],
      proof: [DOMAIN_CHECK, CSV_CHECK],
      sections: [SECTIONS.recipientNotFoundCheckAddress],
      about: /EmailAddress|distribution list|assign a license|--target-domain/,
    },
  ],
  words: ['recipient', 'target', 'group', 'contact', 'proxy', 'address'],
};

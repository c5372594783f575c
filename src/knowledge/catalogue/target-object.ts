import type { CodeArguments } from '../../model/code.js';
import type { UnsuitableKind } from '../../model/recipient.js';
import { SECTIONS } from '../articles.js';
import type { Entry } from '../entry.js';
import { recipientNotFound } from './words.js';

type Arguments = CodeArguments['target/recipient-not-a-mailbox'];

export const CHECK_ADDRESS =
  'Check EmailAddress in the CSV file: it must be one of the proxy addresses of the cloud mailbox that receives the mail, not the address on the source.';
const CREATE_MAILBOX =
  'If a person is meant, create a mailbox, or assign a license that includes one, so that the address becomes one of its proxy addresses.';
export const START_AGAIN = 'Create or start the batch again.';

const NOT_CONFIRMED = 'whether an IMAP migration takes it is not confirmed';

const CAUSES: Record<UnsuitableKind, (args: Arguments) => string> = {
  other: ({ type }) =>
    `The address belongs to an object of type ${type}. Only mailboxes take part in an IMAP migration; distribution lists, groups and contacts do not.`,
  resource: ({ type }) =>
    `The address belongs to a mailbox of type ${type}, that of a room or of equipment. Microsoft names groups, distribution lists and other objects without a mailbox as those that fail; of this one, ${NOT_CONFIRMED}.`,
  special: ({ type }) =>
    `The address belongs to a mailbox of type ${type}, which the system keeps for itself. For such a one, ${NOT_CONFIRMED}.`,
  unknown: ({ type }) =>
    `The address belongs to an object of type ${type}, which is not known here; ${NOT_CONFIRMED}.`,
  unlicensed: () =>
    'The address belongs to a user without a license in the export. A shared mailbox needs none; a user who is to have a mailbox does, so perhaps there is no mailbox. The export does not tell.',
  deleted: () =>
    'Only a deleted or inactive mailbox has this address. It is kept for some time, and takes no mail.',
  'deleted-too': () =>
    'A mailbox has this address, and a deleted or inactive one has it too. Microsoft describes the error for remote moves; whether an IMAP migration ends in it is not confirmed.',
};

const STEPS: Record<UnsuitableKind, readonly string[]> = {
  other: [
    'Delete the row if the address is that of a distribution list, group or contact.',
    CHECK_ADDRESS,
    CREATE_MAILBOX,
    START_AGAIN,
  ],
  resource: ['Delete the row if the mail is not to go to a room or to equipment.', CHECK_ADDRESS],
  special: [CHECK_ADDRESS, 'Delete the row if the mail is not to go to this mailbox.'],
  unknown: [
    CHECK_ADDRESS,
    'Look up with `Get-Recipient usera@contoso.com`, with the address of the row, whether it is a mailbox.',
  ],
  unlicensed: [
    'Assign a license with Exchange Online to the user, unless it is that of a shared mailbox.',
    'Look up with `Get-Mailbox usera@contoso.com`, with the address of the row, whether there is a mailbox.',
    CHECK_ADDRESS,
  ],
  deleted: [
    'Restore the mailbox: in the Microsoft 365 admin center open Users > Deleted users, or connect an inactive mailbox to a user again (https://learn.microsoft.com/exchange/recipients-in-exchange-online/delete-or-restore-mailboxes).',
    'Or create a new mailbox with this address.',
    CHECK_ADDRESS,
    START_AGAIN,
  ],
  'deleted-too': [
    'Look up both with `Get-Mailbox -SoftDeletedMailbox usera@contoso.com` and `Get-Mailbox usera@contoso.com`, with the address of the row.',
    'If nobody needs the deleted mailbox, remove it for good: `Remove-Mailbox -PermanentlyDelete` with its ExchangeGuid.',
    'Otherwise remove the address from the one that is not to receive the mail.',
  ],
};

/** An address that leads to something else than one mailbox of a person or shared by several. */
export const RECIPIENT_NOT_A_MAILBOX: Entry<'target/recipient-not-a-mailbox'> = {
  rating: 'error',
  title: 'The address does not lead to one ordinary mailbox',
  message: (args) =>
    args.kind === 'deleted-too'
      ? `The operation couldn't be performed because '${args.name ?? args.emailAddress}' matches multiple entries.`
      : recipientNotFound(args),
  cause: (args) => CAUSES[args.kind ?? 'other'](args),
  fix: ({ kind = 'other' }) => STEPS[kind],
  effect: 'row',
  owner: 'exchange-admin',
  kb: SECTIONS.recipientNotFoundCheckAddress,
  example: { emailAddress: 'sales@contoso.com', type: 'MailUniversalDistributionGroup' },
};

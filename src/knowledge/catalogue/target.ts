import type { CodesOf } from '../../model/code.js';
import { SECTIONS } from '../articles.js';
import type { Entry } from '../entry.js';
import { CREATE_BATCH_PAGE, SUPPORT } from './steps.js';

function recipientNotFound({ emailAddress }: { emailAddress: string }): string {
  return `A recipient wasn't found for '${emailAddress}' on the target. Create a recipient of the appropriate type for this migration on the target and try again.`;
}

const CREATE_MAILBOX =
  'Create a mailbox with this address as a proxy address in Microsoft 365 (https://learn.microsoft.com/exchange/recipients-in-exchange-online/create-user-mailboxes).';
const START_AGAIN = 'Create or start the batch again.';
const CHECK_ADDRESS =
  'Check EmailAddress in the CSV file: it must be one of the proxy addresses of the cloud mailbox that receives the mail, not the address on the source.';

export const TARGET: { [C in CodesOf<'target'>]: Entry<C> } = {
  'target/recipient-not-found': {
    rating: 'error',
    title: 'No mailbox with this address in Microsoft 365',
    message: recipientNotFound,
    cause:
      'No mailbox in the list of recipients has this address. It is misspelled, or the mailbox does not exist yet.',
    fix: ({ nearest }) => [
      ...(nearest === undefined
        ? []
        : [`Check whether ${nearest} is meant; it exists and looks much the same.`]),
      CREATE_MAILBOX,
      CHECK_ADDRESS,
      'Make sure that the address belongs to a mailbox, not to a distribution list, group or contact.',
      START_AGAIN,
      SUPPORT,
    ],
    effect: 'row',
    owner: 'exchange-admin',
    kb: SECTIONS.recipientNotFound,
    example: { emailAddress: 'usera@contoso.com', nearest: 'user.a@contoso.com' },
  },
  'target/recipient-not-a-mailbox': {
    rating: 'error',
    title: 'The address does not belong to a mailbox',
    message: recipientNotFound,
    cause: ({ type }) =>
      `The address belongs to an object of type ${type}. Only mailboxes take part in an IMAP migration; distribution lists, groups and contacts do not.`,
    fix: [
      'Delete the row if the address is that of a distribution list, group or contact.',
      CHECK_ADDRESS,
      'If a person is meant, create a mailbox, or assign a license that includes one, so that the address becomes one of its proxy addresses.',
      START_AGAIN,
    ],
    effect: 'row',
    owner: 'exchange-admin',
    kb: SECTIONS.recipientNotFoundCheckAddress,
    example: { emailAddress: 'sales@contoso.com', type: 'MailUniversalDistributionGroup' },
  },
  'target/foreign-domain': {
    rating: 'warning',
    title: 'EmailAddress looks like an address of the source',
    message: ({ domain, targetDomain }) =>
      targetDomain === undefined
        ? `EmailAddress is at ${domain}, a domain for private mail.`
        : `EmailAddress is at ${domain}, not at ${targetDomain}.`,
    cause:
      'EmailAddress names the mailbox in Microsoft 365 that receives the mail. An address of the source there ends in "recipient wasn\'t found".',
    fix: ({ targetDomain }) => [
      `Put the address of the Microsoft 365 mailbox in EmailAddress${targetDomain === undefined ? '' : `, at ${targetDomain}`}, and the sign-in name of the source in UserName.`,
      CHECK_ADDRESS,
      'If the domain is one of your Microsoft 365 domains, give it with `--target-domain`.',
    ],
    effect: 'row',
    owner: 'exchange-admin',
    kb: SECTIONS.recipientNotFoundCheckAddress,
    example: { domain: 'gmail.com' },
  },
  'target/batch-exists': {
    rating: 'error',
    title: 'There is a batch with this name',
    message: 'The migration batch already exists.',
    cause: ({ name }) =>
      `A batch called '${name}' exists already. A batch that was just removed keeps its name for a few minutes.`,
    fix: [
      'Choose another name for the new batch.',
      'Or remove the old batch: in the Exchange admin center open Recipients > Migration, select it, stop it if it runs, wait until its status is Stopped, then select Delete.',
      'Wait a few minutes after removing it, then create the new batch.',
      `Create the batch as Microsoft describes it (${CREATE_BATCH_PAGE}).`,
      'If the batch can be neither removed nor created, use another administrator account: in the Exchange admin center open Permissions > Admin Roles and add it to Organization Management or Recipient Management.',
      SUPPORT,
    ],
    effect: 'batch',
    owner: 'exchange-admin',
    kb: SECTIONS.batchExists,
    example: { name: 'Contoso-Batch1' },
  },
  'target/batch-name': {
    rating: 'warning',
    title: 'The name of the batch may not be accepted',
    message: ({ name, problem }) =>
      problem === 'too-long'
        ? `The name '${name}' has ${name.length} characters; 64 is the most.`
        : `The name '${name}' has spaces or special characters.`,
    cause: ({ problem }) =>
      problem === 'too-long'
        ? 'Exchange Online refuses batch names of more than 64 characters.'
        : 'The Exchange admin center asks for names without spaces and special characters. In PowerShell such a name needs quotes.',
    fix: ['Choose a name of up to 64 letters, digits and hyphens, such as `Contoso-Batch1`.'],
    effect: 'batch',
    owner: 'exchange-admin',
    kb: SECTIONS.batchExists,
    example: { name: 'Contoso batch 1 (sales)', problem: 'special-characters' },
  },
};

import type { CodesOf } from '../../model/code.js';
import { SECTIONS } from '../articles.js';
import type { Entry } from '../entry.js';
import { RECIPIENTS_COMMAND } from '../export-commands.js';
import { SUPPORT } from './steps.js';
import { BATCH_EXISTS } from './target-batch.js';
import { CHECK_ADDRESS, RECIPIENT_NOT_A_MAILBOX, START_AGAIN } from './target-object.js';
import { list, recipientNotFound } from './words.js';

const CREATE_MAILBOX =
  'Create a mailbox with this address as a proxy address in Microsoft 365 (https://learn.microsoft.com/exchange/recipients-in-exchange-online/create-user-mailboxes).';
const EXPORT_AGAIN = `Export the recipients again with all of their addresses: \`${RECIPIENTS_COMMAND}\`.`;

export const TARGET: { [C in CodesOf<'target'>]: Entry<C> } = {
  'target/recipient-not-found': {
    rating: 'error',
    title: 'No mailbox with this address in Microsoft 365',
    message: recipientNotFound,
    cause: ({ primaryOnly }) =>
      primaryOnly
        ? 'No recipient in the export has this address as its primary one. The other addresses were lost in the export, which shows the name of a type in their place: whether it is one of those could not be seen.'
        : 'No mailbox in the list of recipients has this address. It is misspelled, or the mailbox does not exist yet.',
    fix: ({ nearest, primaryOnly }) => [
      ...(nearest === undefined
        ? []
        : [`Check whether '${nearest}' is meant; it exists and differs by one letter.`]),
      ...(primaryOnly ? [EXPORT_AGAIN] : []),
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
  'target/recipient-not-a-mailbox': RECIPIENT_NOT_A_MAILBOX,
  'target/foreign-domain': {
    rating: 'warning',
    title: 'EmailAddress looks like an address of the source',
    message: ({ domain, targetDomains }) =>
      targetDomains === undefined
        ? `EmailAddress is at ${domain}, a domain for private mail.`
        : `EmailAddress is at ${domain}, not at ${list(targetDomains, 'or')}.`,
    cause:
      'EmailAddress names the mailbox in Microsoft 365 that receives the mail. An address of the source there ends in "recipient wasn\'t found".',
    fix: ({ targetDomains }) => [
      `Put the address of the Microsoft 365 mailbox in EmailAddress${targetDomains === undefined ? '' : `, at ${list(targetDomains, 'or')}`}, and the sign-in name of the source in UserName.`,
      CHECK_ADDRESS,
      'If the domain is one of your Microsoft 365 domains, give it with `--target-domain`.',
    ],
    effect: 'row',
    owner: 'exchange-admin',
    kb: SECTIONS.recipientNotFoundCheckAddress,
    example: { domain: 'gmail.com' },
  },
  'target/batch-exists': BATCH_EXISTS,
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

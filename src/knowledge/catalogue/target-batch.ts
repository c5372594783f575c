import type { CodeArguments } from '../../model/code.js';
import { SECTIONS } from '../articles.js';
import type { Entry } from '../entry.js';
import { CREATE_BATCH_PAGE, SUPPORT } from './steps.js';

type Arguments = CodeArguments['target/batch-exists'];

const REMOVE_OLD =
  'Or remove the old batch: in the Exchange admin center open Recipients > Migration, select it, stop it if it runs, wait until its status is Stopped, then select Delete.';

const NAME_STEPS = [
  'Choose another name for the new batch.',
  REMOVE_OLD,
  'Wait a few minutes after removing it, then create the new batch.',
  `Create the batch as Microsoft describes it (${CREATE_BATCH_PAGE}).`,
  'If the batch can be neither removed nor created, use another administrator account: in the Exchange admin center open Permissions > Admin Roles and add it to Organization Management or Recipient Management.',
  SUPPORT,
];

const USER_STEPS = [
  'If the user is migrated already, delete the row.',
  'Or remove the user from the other batch: `Remove-MigrationUser usera@contoso.com` in Exchange Online PowerShell, with the address of the user.',
  REMOVE_OLD,
  'Wait a few minutes, then create or start the new batch.',
];

function userCause({ name, status }: Arguments): string {
  const state = status === undefined ? '' : ` with the status '${status}'`;
  return `The user is in the batch '${name}' already${state}. In whatever state it is there, also Completed, Synced, Failed or Stopped, it counts until it is removed. Microsoft gives this error for migrations in general; whether an IMAP batch always ends in it is not confirmed.`;
}

/** Both the name that is taken and a user that is: Microsoft has a sentence for each. */
export const BATCH_EXISTS: Entry<'target/batch-exists'> = {
  rating: 'error',
  title: 'There is a batch with this name or this user',
  message: ({ kind, emailAddress = '' }) =>
    kind === 'user'
      ? `The user '${emailAddress}' already has a pending request. Please remove the existing request and resume the current batch or start a new batch for this user.`
      : 'The migration batch already exists.',
  cause: (args) =>
    args.kind === 'user'
      ? userCause(args)
      : `A batch called '${args.name}' exists already. A batch that was just removed keeps its name for a few minutes.`,
  fix: ({ kind }) => (kind === 'user' ? USER_STEPS : NAME_STEPS),
  effect: 'batch',
  owner: 'exchange-admin',
  kb: SECTIONS.batchExists,
  example: { name: 'Contoso-Batch1' },
};

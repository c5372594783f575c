import { SECTIONS } from '../../articles.js';
import { CREATE_BATCH_PAGE } from '../../catalogue/steps.js';
import type { Path, PathStep } from '../path.js';
import { AUDIT_CHECK, ENDPOINT_CHECK, IN_MICROSOFT_365, MAILBOX_CHECK } from '../proofs.js';
import { RIGHTS } from './sign-in.js';

const REMOVE_BATCH_STEPS =
  'Remove the batch: in the Exchange admin center (EAC) open Recipients > Migration, select the batch, select the stop button and yes, wait until its status is Stopped, then select Delete and yes.';
const CREATE_BATCH_AGAIN = `Create it again (${CREATE_BATCH_PAGE}).`;

/** The same remedy at the end of a slow migration. */
export const RECREATE_BATCH_HOW = [REMOVE_BATCH_STEPS, CREATE_BATCH_AGAIN];

const BATCH_STEP: PathStep = {
  check: 'Does it help to remove the batch and to create it again?',
  how: [...RECREATE_BATCH_HOW, 'A name stays taken for a few minutes after its batch is removed.'],
  proof: IN_MICROSOFT_365,
  sections: [SECTIONS.otherRecreateBatch],
};

const RESTRICTIONS_STEP: PathStep = {
  check: 'Is it something that IMAP migration does not copy?',
  how: [
    'Only mail is copied: items of the inbox and of other mail folders. Contacts, calendars and tasks are not.',
    'At most 500,000 items are copied from a mailbox, the newest first.',
    'A message may have 35 MB at most.',
    'Folders with `/` in their name are not copied: rename them first.',
  ],
  proof: [AUDIT_CHECK, MAILBOX_CHECK],
  sections: [SECTIONS.otherRestrictions],
};

const ENDPOINT_STEP: PathStep = {
  check: 'Have the settings of the server changed since the endpoint was made?',
  how: [
    'Remove the endpoint: in the Exchange admin center (EAC) open Recipients > Migration > More... > Migration endpoints, select the one that is meant, then Delete and yes.',
    'Create it again in the same place: select New (+), then IMAP, enter the FQDN of the server and its settings, and a name for the endpoint.',
    'The numbers of concurrent migrations and incremental syncs can be left as they are; 20 and 10 are the default.',
  ],
  proof: [ENDPOINT_CHECK],
  sections: [SECTIONS.otherRecreateEndpoint],
};

const ROLE_STEP: PathStep = {
  check: 'Does it work with another administrator account?',
  how: [
    'Take an account other than the one that creates the batches now, or create one, and add it to the role group Organization Management or Recipient Management.',
    'In the Exchange admin center (EAC) open Permissions > Admin Roles, select the role group and Edit, select Add under Members, choose the account, select Add and OK, then Save.',
    'Run the batch again with that account.',
  ],
  proof: IN_MICROSOFT_365,
  sections: [SECTIONS.otherAdminAccount],
};

export const RECREATE_BATCH: Path = {
  title: 'Remove a batch and create it again',
  meaning: 'Some problems end when the batch is made anew.',
  steps: [BATCH_STEP],
  words: ['recreate', 'remove', 'delete', 'batch', 'again'],
};

export const RESTRICTIONS: Path = {
  title: 'What IMAP migration does not copy',
  meaning: 'IMAP migration has limits of its own: what is beyond them stays behind.',
  steps: [RESTRICTIONS_STEP],
  words: [
    'restriction',
    'limit',
    'calendar',
    'contact',
    'task',
    '500000',
    '35',
    'large',
    'item',
    'missing',
    'message',
  ],
};

export const RECREATE_ENDPOINT: Path = {
  title: 'Remove an endpoint and create it again',
  meaning: 'An endpoint keeps the settings with which it was made.',
  steps: [ENDPOINT_STEP],
  words: ['recreate', 'remove', 'delete', 'endpoint', 'again'],
};

export const ROLE_GROUPS: Path = {
  title: 'The account that creates the batches',
  meaning:
    'Who creates a batch needs a role in Exchange Online; another account often works where one does not.',
  steps: [ROLE_STEP],
  words: ['role', 'group', 'admin', 'permission', 'management', 'organization'],
};

export const SUPER_USER: Path = {
  title: 'The super-user account of the CSV file',
  meaning: 'One account signs in for all users, and needs the right to open every mailbox on the source.',
  steps: [RIGHTS],
  words: ['super', 'superuser', 'user', 'admin', 'right', 'permission', 'fullaccess', 'receive'],
};

export const NONE_OF_THE_ABOVE: Path = {
  title: 'My problem is none of the above',
  meaning: 'The message names no cause that is known here. These steps help where none of the others does.',
  steps: [BATCH_STEP, RESTRICTIONS_STEP, ENDPOINT_STEP, ROLE_STEP, RIGHTS],
  words: ['none', 'above', 'other', 'unknown', 'else'],
};

import { SECTIONS } from '../articles.js';
import type { Path } from './path.js';
import { NOT_COMPLETED, TIMED_OUT } from './paths/connection.js';
import { COLUMN_COUNT, EMPTY_FILE, MISSING_COLUMN, TOO_MANY_ROWS } from './paths/csv.js';
import { DUPLICATES, MAILBOX_FULL } from './paths/gmail.js';
import {
  NONE_OF_THE_ABOVE,
  RECREATE_BATCH,
  RECREATE_ENDPOINT,
  RESTRICTIONS,
  ROLE_GROUPS,
  SUPER_USER,
} from './paths/other.js';
import { RECIPIENT } from './paths/recipient.js';
import { ALREADY_IN_BATCH, MULTIPLE_ENTRIES, TRANSIENT_FAILURES } from './paths/service.js';
import { SIGN_IN } from './paths/sign-in.js';
import { SLOW } from './paths/slow.js';
import { BATCH_EXISTS, HOW_TO } from './paths/start.js';
import { TLS } from './paths/tls.js';

/** Every path but those that only lead to others. */
const PATHS = {
  recipient: RECIPIENT,
  'sign-in': SIGN_IN,
  duplicates: DUPLICATES,
  'mailbox-full': MAILBOX_FULL,
  'timed-out': TIMED_OUT,
  'not-completed': NOT_COMPLETED,
  tls: TLS,
  'empty-file': EMPTY_FILE,
  'too-many-rows': TOO_MANY_ROWS,
  'missing-column': MISSING_COLUMN,
  'column-count': COLUMN_COUNT,
  'batch-exists': BATCH_EXISTS,
  slow: SLOW,
  'already-in-batch': ALREADY_IN_BATCH,
  'multiple-entries': MULTIPLE_ENTRIES,
  'transient-failures': TRANSIENT_FAILURES,
  'none-of-the-above': NONE_OF_THE_ABOVE,
  'recreate-batch': RECREATE_BATCH,
  restrictions: RESTRICTIONS,
  'recreate-endpoint': RECREATE_ENDPOINT,
  'role-groups': ROLE_GROUPS,
  'super-user': SUPER_USER,
  'how-to': HOW_TO,
} as const satisfies Record<string, Path>;

type Junction = 'start' | 'create-batch' | 'after-start' | 'csv';
export type TopicId = keyof typeof PATHS | Junction;

export interface Choice {
  label: string;
  topic: TopicId;
}

/** A path, or a place where several part. */
export interface Topic extends Path {
  choices?: readonly Choice[];
}

/** Where the article asks which of several problems it is. */
const JUNCTIONS: Record<Junction, Topic> = {
  start: {
    title: 'Which problem is it?',
    meaning: 'Where the troubleshooter of the article begins.',
    sections: [SECTIONS.welcome, SECTIONS.whichIssue, SECTIONS.batchStarted],
    steps: [],
    choices: [
      { label: 'The batch cannot be created or started', topic: 'create-batch' },
      { label: 'The batch was started and reports errors', topic: 'after-start' },
      { label: 'The migration is slow', topic: 'slow' },
      { label: 'How is an IMAP migration performed?', topic: 'how-to' },
    ],
    words: ['start', 'which', 'issue', 'problem', 'help', 'troubleshoot'],
  },
  'create-batch': {
    title: 'The batch cannot be created or started',
    meaning:
      'In the Exchange admin center open Recipients > Migration: select + to create a batch, or an existing batch and the play button to start it. If an error appears when the file is chosen, it is one of the CSV file.',
    sections: [SECTIONS.batchStarted, SECTIONS.batchNotStarted],
    steps: [],
    choices: [
      { label: 'The connection to the server timed out', topic: 'timed-out' },
      { label: 'The connection to the server could not be completed', topic: 'not-completed' },
      { label: 'TLS negotiation failed', topic: 'tls' },
      { label: 'An error of the CSV file', topic: 'csv' },
      { label: 'The migration batch already exists', topic: 'batch-exists' },
    ],
    words: ['create', 'start', 'batch', 'cannot', 'begin'],
  },
  'after-start': {
    title: 'The batch was started and reports errors',
    meaning:
      'Look in the mailbox of the account that started the batch for a mail with the subject "E-mail migration batch … has finished - with errors", and download the error report that it links to. `imap-preflight explain MigrationErrors.csv` sorts its rows by what they mean.',
    quotes: ['E-mail migration batch "Batch name" has finished - with errors'],
    sections: [SECTIONS.afterStart],
    steps: [],
    choices: [
      { label: "A recipient wasn't found for user@contoso.com on the target...", topic: 'recipient' },
      { label: 'We had trouble signing in to this account...', topic: 'sign-in' },
      { label: "I'm seeing duplicate emails", topic: 'duplicates' },
      { label: 'This mailbox is full...', topic: 'mailbox-full' },
      { label: 'My problem is none of the above', topic: 'none-of-the-above' },
    ],
    words: ['after', 'error', 'report', 'finished', 'started'],
  },
  csv: {
    title: 'An error of the CSV file',
    meaning: 'The file is refused when it is chosen for the batch.',
    sections: [SECTIONS.csvErrors],
    steps: [],
    choices: [
      { label: "Upload file can't be empty", topic: 'empty-file' },
      { label: 'The CSV file contains more than 50,000 rows', topic: 'too-many-rows' },
      { label: 'Column "Column name" is missing from the CSV file', topic: 'missing-column' },
      { label: 'Row X has the wrong number of columns', topic: 'column-count' },
    ],
    words: ['csv', 'file'],
  },
};

/** All that is no code, in the order in which it is listed. */
export const TOPICS: Readonly<Record<TopicId, Topic>> = { ...JUNCTIONS, ...PATHS };

export const TOPIC_IDS = Object.keys(TOPICS) as TopicId[];

export function isTopic(text: string): text is TopicId {
  return Object.hasOwn(TOPICS, text);
}

import { SECTIONS } from '../../articles.js';
import {
  CLEAN_UP_SOURCE,
  EXCHANGE_LIMITS,
  EXCLUDE_DELETED_ITEMS,
  EXCLUDE_IN_WIZARD,
  GOOGLE_LIMITS,
  INTRUSION_DETECTION,
  OFF_PEAK,
  PERFORMANCE_PAGE,
  THREE_LIMITS,
  WAIT_BEFORE_TROUBLESHOOTING,
} from '../../catalogue/steps.js';
import type { Path, PathStep } from '../path.js';
import {
  AUDIT_CHECK,
  CONNECTIONS_CHECK,
  FEWER_CONNECTIONS_CHECK,
  IN_MICROSOFT_365,
  MAILBOX_CHECK,
  ONLY_THE_BATCH,
} from '../proofs.js';
import { RECREATE_BATCH_HOW } from './other.js';

export const WAIT: PathStep = {
  check: 'Does it stand still, or does it only take its time?',
  how: [
    WAIT_BEFORE_TROUBLESHOOTING,
    'Migrations have less priority than mail flow and sign-ins: under load they wait, and go on by themselves.',
    OFF_PEAK,
    `If the source is yours, see whether it is overloaded (${PERFORMANCE_PAGE}).`,
  ],
  proof: ONLY_THE_BATCH,
  sections: [SECTIONS.slowWait],
  about: /8 hours|quiet hours/,
};

export const CONNECTION_LIMITS: PathStep = {
  check: 'How many connections do the server and the firewall allow?',
  how: [THREE_LIMITS, EXCHANGE_LIMITS],
  proof: [CONNECTIONS_CHECK],
  sections: [SECTIONS.slowConnectionLimits, SECTIONS.slowServerSettings],
  about: /three kinds of limit|connection limits|Set-ImapSettings|raise its limit/,
};

export const INTRUSION: PathStep = {
  check: 'Does intrusion detection take the migration for an attack?',
  how: [INTRUSION_DETECTION],
  proof: [FEWER_CONNECTIONS_CHECK],
  sections: [SECTIONS.slowIdsSettings],
  about: /intrusion detection/,
};

export const SLOW: Path = {
  title: 'The migration is slow',
  meaning: 'The batch runs, and takes longer than expected.',
  sections: [SECTIONS.whichIssue],
  steps: [
    {
      check: 'May more mailboxes be moved at the same time?',
      how: [
        'The article gives 20 mailboxes at once as the default of an endpoint; other pages of Microsoft give other numbers. In the Exchange admin center (EAC) open Recipients > Migration > ... > Migration endpoints, double-click the endpoint and raise Maximum concurrent migrations; 100 is the most.',
        'Stop a batch that runs already before the change, and start it again afterward.',
        'Raise it only as far as the source bears it.',
      ],
      proof: [CONNECTIONS_CHECK],
      sections: [SECTIONS.slowConcurrency],
    },
    {
      check: 'Is more copied than anybody needs?',
      how: [
        CLEAN_UP_SOURCE,
        EXCLUDE_DELETED_ITEMS,
        EXCLUDE_IN_WIZARD,
        'From Exchange, leave out the public folders: otherwise their content is copied into the mailbox of every user of the file.',
      ],
      proof: [AUDIT_CHECK, MAILBOX_CHECK],
      sections: [SECTIONS.slowExcludeFolders],
    },
    WAIT,
    CONNECTION_LIMITS,
    INTRUSION,
    {
      check: 'Is the network between the source and Microsoft slow?',
      how: [
        'If the source is yours, measure the way to Microsoft 365. The article names a Network Analysis Tool at http://na1-fasttrack.cloudapp.net (North America), http://em1-fasttrack.cloudapp.net (Europe) and http://ap1-fasttrack.cloudapp.net (Asia and Pacific); it needs ActiveX and Java, and is not confirmed to run today.',
        `Follow Microsoft's advice on performance (${PERFORMANCE_PAGE}).`,
        GOOGLE_LIMITS,
      ],
      proof: [MAILBOX_CHECK],
      sections: [SECTIONS.slowNetwork],
    },
    {
      check: 'Does it help to remove the batch and to create it again?',
      how: RECREATE_BATCH_HOW,
      proof: IN_MICROSOFT_365,
      sections: [SECTIONS.slowRecreateBatch],
    },
  ],
  words: [
    'slow',
    'slowly',
    'performance',
    'long',
    'longer',
    'speed',
    'stuck',
    'stalled',
    'syncing',
    'throttled',
    'throttling',
  ],
};

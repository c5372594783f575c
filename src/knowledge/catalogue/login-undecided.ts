import type { CodeArguments, CodesOf, TransientArguments } from '../../model/code.js';
import { SECTIONS } from '../articles.js';
import type { Entry } from '../entry.js';
import {
  GOOGLE_LIMITS,
  INTRUSION_DETECTION,
  OFF_PEAK,
  PERFORMANCE_PAGE,
  THREE_LIMITS,
  WAIT_BEFORE_TROUBLESHOOTING,
} from './steps.js';
import { count } from './words.js';

const PHASES: Readonly<Record<string, string>> = {
  connect: 'while connecting',
  tls: 'during the TLS handshake',
  greeting: 'while waiting for the greeting',
  login: 'while signing in',
  mailbox: 'while reading the folders',
};

function during({ phase }: TransientArguments): string {
  return phase === undefined ? '' : ` ${PHASES[phase] ?? `during ${phase}`}`;
}

function tried({ attempts }: TransientArguments): string {
  return attempts > 0 ? ` (${count(attempts, 'attempt')})` : '';
}

function pause({ backoffMs }: TransientArguments): string {
  return backoffMs === undefined
    ? ''
    : ` It asked for a pause of ${count(Math.ceil(backoffMs / 1000), 'second')}.`;
}

function stoppedMessage({ kind, rejected, account }: CodeArguments['login/stopped']): string {
  const times = count(rejected, 'refused sign-in');
  if (kind === 'max-rejected') return `This row was not tried: the check stopped after ${times} in a row.`;
  const who = account === undefined ? 'the administrator account' : `the administrator account '${account}'`;
  return `This row was not tried: the check stopped after ${times} of ${who}.`;
}

const AGAIN = 'Run the check again for these rows; `--rows` takes a part of the batch.';
const FEWER_CONNECTIONS =
  'Use fewer connections with `--concurrency`, and set Maximum concurrent migrations of the endpoint to the same number.';
const SERVER_LOAD = `Look at the load and the log of the source server; if it is overtaxed, follow Microsoft's best practices (${PERFORMANCE_PAGE}).`;
const NETWORK_TEST =
  "Measure the network between the source and Microsoft 365 with Microsoft's connectivity test (https://connectivity.office.com), which stands in for the older Microsoft 365 Network Analysis Tool.";

/** Sign-ins without an answer to trust, and those that were not tried. */
export const LOGIN_UNDECIDED = {
  'login/timeout': {
    rating: 'inconclusive',
    title: 'The sign-in got no answer in time',
    message: (args) =>
      `The server did not answer${args.seconds === undefined ? '' : ` within ${count(args.seconds, 'second')}`}${during(args)}${tried(args)}.`,
    cause: 'The server or the network is slow or overloaded. That says nothing about user name and password.',
    fix: [
      AGAIN,
      FEWER_CONNECTIONS,
      SERVER_LOAD,
      INTRUSION_DETECTION,
      OFF_PEAK,
      NETWORK_TEST,
      WAIT_BEFORE_TROUBLESHOOTING,
    ],
    effect: 'risk',
    owner: 'network',
    kb: SECTIONS.slowNetwork,
    example: { attempts: 3, phase: 'login', seconds: 15 },
  },
  'login/dropped': {
    rating: 'inconclusive',
    title: 'The server dropped the connection',
    message: (args) => `The server closed the connection${during(args)}${tried(args)}.`,
    cause:
      'The server is restarting, a connection limit is reached, or a firewall cuts the connection. That says nothing about user name and password.',
    fix: [AGAIN, FEWER_CONNECTIONS, THREE_LIMITS, INTRUSION_DETECTION, SERVER_LOAD],
    effect: 'risk',
    owner: 'mail-admin',
    kb: SECTIONS.slowConnectionLimits,
    example: { attempts: 3, phase: 'login' },
  },
  'login/unavailable': {
    rating: 'inconclusive',
    title: 'The server is not available for this account',
    message: (args) => `The server said that it is not available for now${tried(args)}.${pause(args)}`,
    cause:
      'The part of the server that keeps the mailbox is down or in maintenance. That says nothing about user name and password.',
    fix: [
      'Wait until the server is back.',
      AGAIN,
      'Ask the people who run the source server if only some accounts are affected: their store or database may be offline.',
      WAIT_BEFORE_TROUBLESHOOTING,
    ],
    effect: 'risk',
    owner: 'mail-admin',
    kb: SECTIONS.slowWait,
    example: { attempts: 3 },
  },
  'login/throttled': {
    rating: 'inconclusive',
    title: 'The server slows the sign-ins down',
    message: (args) => `The server limits how fast or how much may be read${tried(args)}.${pause(args)}`,
    cause:
      'A limit for rate or bandwidth is reached. The same limit will slow the migration down. That says nothing about user name and password.',
    fix: [
      'Wait; daily limits of providers clear within about 24 hours.',
      'Run the check again with a lower `--rate` and `--concurrency`.',
      'Raise or lift the throttling of the source server for the time of the migration.',
      GOOGLE_LIMITS,
      THREE_LIMITS,
      OFF_PEAK,
      WAIT_BEFORE_TROUBLESHOOTING,
    ],
    effect: 'risk',
    owner: 'mail-admin',
    kb: SECTIONS.slowConnectionLimits,
    example: { attempts: 3, backoffMs: 299_961 },
  },
  'login/too-many-connections': {
    rating: 'inconclusive',
    title: 'The server has too many connections',
    message: (args) =>
      `The server turned the sign-in away because too many connections are open${tried(args)}.`,
    cause:
      'The server limits connections for each user or address. With one administrator account, all of them count for one user.',
    fix: [
      FEWER_CONNECTIONS,
      THREE_LIMITS,
      'Raise the limit on the source server for the time of the migration.',
      'Close other programs that use these mailboxes, such as mail programs and other migration tools.',
      INTRUSION_DETECTION,
      AGAIN,
    ],
    effect: 'risk',
    owner: 'mail-admin',
    kb: SECTIONS.slowConnectionLimits,
    example: { attempts: 3 },
  },
  'login/stopped': {
    rating: 'warning',
    title: 'The row was not tried, so that nobody gets locked out',
    message: stoppedMessage,
    cause: ({ kind }) =>
      kind === 'admin-account'
        ? 'All rows share one administrator account. More refused sign-ins could lock it.'
        : 'The limit given with `--max-rejected` was reached.',
    fix: ({ kind }) => [
      kind === 'admin-account'
        ? 'Correct the user name and password of the administrator account in every row.'
        : 'Correct the rows that were refused.',
      'Make sure that the account is not locked yet.',
      AGAIN,
    ],
    effect: 'risk',
    owner: 'exchange-admin',
    kb: SECTIONS.signIn,
    example: { kind: 'admin-account', rejected: 3, account: 'mailadmin' },
  },
} as const satisfies { [C in CodesOf<'login'>]?: Entry<C> };

import type { CodeArguments, CodesOf, TransientArguments } from '../../model/code.js';
import { SECTIONS } from '../articles.js';
import type { Entry } from '../entry.js';
import {
  AGAIN,
  connectionCause,
  connectionSteps,
  droppedSteps,
  throttledSteps,
  timeoutSteps,
  unavailableSteps,
} from './overload-steps.js';
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
  return backoffMs === undefined ? '' : ` It asked for a pause of ${duration(backoffMs)}.`;
}

function duration(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  if (seconds < 120) return count(seconds, 'second');
  const minutes = Math.ceil(seconds / 60);
  return minutes < 120 ? count(minutes, 'minute') : count(Math.ceil(minutes / 60), 'hour');
}

function stoppedMessage({ kind, rejected, account }: CodeArguments['login/stopped']): string {
  const times = count(rejected, 'refused sign-in');
  if (kind === 'max-rejected') return `This row was not tried: the check stopped after ${times} in a row.`;
  const who = account === undefined ? 'the administrator account' : `the administrator account '${account}'`;
  return `This row was not tried: the check stopped after ${times} of ${who}.`;
}

/** Sign-ins without an answer to trust, and those that were not tried. */
export const LOGIN_UNDECIDED = {
  'login/timeout': {
    rating: 'inconclusive',
    title: 'The sign-in got no answer in time',
    message: (args) =>
      `The server did not answer${args.seconds === undefined ? '' : ` within ${count(args.seconds, 'second')}`}${during(args)}${tried(args)}.`,
    cause: 'The server or the network is slow or overloaded. That says nothing about user name and password.',
    fix: timeoutSteps,
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
    fix: droppedSteps,
    effect: 'risk',
    owner: 'mail-admin',
    kb: SECTIONS.slowConnectionLimits,
    example: { attempts: 3, phase: 'login' },
  },
  'login/unavailable': {
    rating: 'inconclusive',
    title: 'The server is not available for this account',
    message: (args) =>
      `The server did not serve this account, and did not say that user name or password is wrong${tried(args)}.${pause(args)}`,
    cause:
      'The part of the server that keeps the mailbox is down or in maintenance, or the server did not take the sign-in as it was sent: it did not understand it, or wants it encrypted. That says nothing about user name and password.',
    fix: unavailableSteps,
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
    fix: throttledSteps,
    effect: 'risk',
    owner: 'mail-admin',
    kb: SECTIONS.slowConnectionLimits,
    example: { attempts: 3, backoffMs: 299_961 },
  },
  'login/too-many-connections': {
    rating: 'inconclusive',
    title: 'The server has too many connections',
    message: (args) =>
      `The server turned the sign-in away because too many connections are open${tried(args)}.${pause(args)}`,
    cause: connectionCause,
    fix: connectionSteps,
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

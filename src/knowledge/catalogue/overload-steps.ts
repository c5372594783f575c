import type { Code, ServerArguments, TransientArguments } from '../../model/code.js';
import { type ConnectionLimit, SERVER_PROFILES, type ServerProfile, serverProfile } from '../servers.js';
import {
  EXCHANGE_LIMITS,
  GOOGLE_LIMITS,
  INTRUSION_DETECTION,
  OFF_PEAK,
  PERFORMANCE_PAGE,
  sameForEveryCustomer,
  THREE_LIMITS,
  WAIT_BEFORE_TROUBLESHOOTING,
} from './steps.js';
import { list } from './words.js';

/**
 * Whose limit it is: that of a provider, whose servers speak in the words of the software that they run; otherwise that
 * of the server whose words came, since what is known of the endpoint may be a proxy in front of it.
 */
function limiterOf({ software, provider }: ServerArguments): ServerProfile | undefined {
  const known = serverProfile(software);
  return known?.hosted ? known : (serverProfile(provider) ?? known);
}

function troubleUnder(code: Code, server: ServerProfile | undefined): string[] {
  return (server?.trouble ?? []).filter(({ under }) => under?.includes(code)).map(({ advice }) => advice);
}

export const AGAIN = 'Run the check again for these rows; `--rows` takes a part of the batch.';
const AGAIN_PATIENTLY =
  'Run the check again for these rows, and give each reply more time with a longer `--timeout`; `--rows` takes a part of the batch.';
const SLOWER = 'Run the check again with a lower `--rate` and `--concurrency`.';
const FEWER_CONNECTIONS =
  'Use fewer connections with `--concurrency`, and set Maximum concurrent migrations of the endpoint to the same number.';
const SERVER_LOAD = `Look at the load and the log of the source server; if it is overtaxed, follow Microsoft's best practices (${PERFORMANCE_PAGE}).`;
const NETWORK_TEST =
  "Measure the network between the source and Microsoft 365 with Microsoft's connectivity test (https://connectivity.office.com), which stands in for the older Microsoft 365 Network Analysis Tool.";

// Connections

const CLOSE_OTHERS =
  'Close other programs that use these mailboxes, such as mail programs and other migration tools.';
const RAISE_LIMIT = 'Raise the limit on the source server for the time of the migration.';
const KNOWN_LIMITS = `These limits are known, as the servers come: ${list(
  SERVER_PROFILES.flatMap(({ name, connections }) =>
    connections === undefined ? [] : [`${name} ${usual(connections)} (${connections.setting})`],
  ),
)}.`;

function usual({ limit, scope }: ConnectionLimit, noun = ''): string {
  return `${limit}${noun} ${scope === 'user' ? 'for one account' : 'from one address'}`;
}

function raiseSteps(server: ServerProfile): string[] {
  const { id, name, connections } = server;
  // It has no limit as it comes: https://github.com/cyrusimap/cyrus-imapd/blob/master/lib/imapoptions
  if (id === 'cyrus')
    return [
      'Raise `maxlogins_per_host` and `maxlogins_per_user` in `imapd.conf` for the time of the migration: Cyrus counts the connections of one address and of one account, where its administrator has set a limit.',
    ];
  if (connections === undefined) return [RAISE_LIMIT];
  return [
    `Raise \`${connections.setting}\` for the time of the migration, and restart the IMAP service if needed: ${name} takes ${usual(connections, ' connections')} as it comes.`,
    ...(id === 'exchange' ? [EXCHANGE_LIMITS] : []),
  ];
}

function hostedLimit({ name, connections }: ServerProfile): string {
  const below =
    connections === undefined
      ? ''
      : `Stay below the limit of ${name}, which is ${usual(connections, ' connections')}. `;
  return `${below}${sameForEveryCustomer(name)}`;
}

export function connectionCause(args: TransientArguments): string {
  const who =
    limiterOf(args)?.id === 'dovecot'
      ? 'Dovecot counts those of an administrator account for the owners of the mailboxes.'
      : 'With one administrator account, all of them count for one user.';
  return `The server limits connections for each user or address. ${who}`;
}

export function connectionSteps(args: TransientArguments): string[] {
  const server = limiterOf(args);
  const trouble = troubleUnder('login/too-many-connections', server);
  if (server?.hosted) return [FEWER_CONNECTIONS, hostedLimit(server), ...trouble, CLOSE_OTHERS, AGAIN];
  const limits =
    server === undefined
      ? [THREE_LIMITS, KNOWN_LIMITS, RAISE_LIMIT]
      : [...raiseSteps(server), ...trouble, THREE_LIMITS];
  return [FEWER_CONNECTIONS, ...limits, CLOSE_OTHERS, INTRUSION_DETECTION, AGAIN];
}

// Rates

const BANNED =
  'If the answer speaks of failures or a ban, correct the refused rows first: the server keeps this address out for a while, and further attempts can make it longer.';
const RAISE_RATE = 'Raise or lift the throttling of the source server for the time of the migration';

/** https://learn.microsoft.com/powershell/module/exchange/new-throttlingpolicy */
const EXCHANGE_POLICY =
  'on Exchange, give the accounts a throttling policy of their own (`New-ThrottlingPolicy`, `Set-ThrottlingPolicyAssociation`)';

function waitStep({ id, name }: ServerProfile): string {
  if (id === 'gmail') return 'Wait; the limits of Gmail clear within about 1 to 24 hours.';
  if (id === 'exchange') return 'Wait as long as the answer says: Exchange names a suggested pause in it.';
  return `Wait; how long the limits of ${name} last is not known.`;
}

const ANYBODY_THROTTLES: readonly string[] = [
  "Wait; Gmail's daily limits clear within about 1 to 24 hours. How long those of other servers last is not known.",
  SLOWER,
  BANNED,
  `${RAISE_RATE}; on Exchange it is set by a throttling policy.`,
  GOOGLE_LIMITS,
  THREE_LIMITS,
  OFF_PEAK,
  WAIT_BEFORE_TROUBLESHOOTING,
];

export function throttledSteps(args: TransientArguments): readonly string[] {
  const server = limiterOf(args);
  if (server === undefined) return ANYBODY_THROTTLES;
  const { id, name, hosted } = server;
  const first = [waitStep(server), ...troubleUnder('login/throttled', server), SLOWER];
  const own = hosted
    ? [FEWER_CONNECTIONS, id === 'gmail' ? GOOGLE_LIMITS : BANNED, sameForEveryCustomer(name)]
    : [BANNED, `${RAISE_RATE}${id === 'exchange' ? `: ${EXCHANGE_POLICY}` : ''}.`, THREE_LIMITS, OFF_PEAK];
  return [...first, ...own, WAIT_BEFORE_TROUBLESHOOTING];
}

// Sign-ins that got no word about a limit

export function timeoutSteps(args: TransientArguments): string[] {
  const { phase = 'login' } = args;
  const trouble = phase === 'login' ? troubleUnder('login/timeout', limiterOf(args)) : [];
  return [
    ...(trouble.length > 0 ? [...trouble, AGAIN_PATIENTLY] : [AGAIN]),
    FEWER_CONNECTIONS,
    SERVER_LOAD,
    INTRUSION_DETECTION,
    OFF_PEAK,
    NETWORK_TEST,
    WAIT_BEFORE_TROUBLESHOOTING,
  ];
}

export function droppedSteps(args: TransientArguments): string[] {
  const server = limiterOf(args);
  return [
    AGAIN,
    FEWER_CONNECTIONS,
    ...(server?.connections?.silent ? raiseSteps(server) : []),
    ...troubleUnder('login/dropped', server),
    THREE_LIMITS,
    INTRUSION_DETECTION,
    SERVER_LOAD,
  ];
}

/** https://imapsync.lamiral.info/FAQ.d/FAQ.Exchange.txt */
const EXCHANGE_UNAVAILABLE: readonly string[] = [
  'If Exchange says `Server Unavailable. 15`, look at the mailbox and its database: the mailbox may be over its quota, or the database offline.',
  'If Exchange says `Command received in Invalid state`, look for a proxy in front of it: the sign-in reached it without TLS, or with TLS twice.',
];

export function unavailableSteps(args: TransientArguments): string[] {
  return [
    'Wait until the server is back.',
    AGAIN,
    ...(limiterOf(args)?.id === 'exchange' ? EXCHANGE_UNAVAILABLE : []),
    'Ask the people who run the source server if only some accounts are affected: their store or database may be offline.',
    'If the answer speaks of TLS, privacy, a layer or clear text although the connection was encrypted, ask them too: a proxy in front of the server may take the encryption off.',
    WAIT_BEFORE_TROUBLESHOOTING,
  ];
}

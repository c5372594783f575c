import type { CodeArguments, CodesOf } from '../../model/code.js';
import { SECTIONS } from '../articles.js';
import type { Entry } from '../entry.js';
import { CONCURRENCY } from '../exchange-online.js';
import { serverProfile } from '../servers.js';
import {
  ALLOW_MICROSOFT_ADDRESSES,
  EXCHANGE_LIMITS,
  GOOGLE_LIMITS,
  INTRUSION_DETECTION,
  OFF_PEAK,
  RECREATE_ENDPOINT,
  sameForEveryCustomer,
  THREE_LIMITS,
} from './steps.js';
import { count, list, number, softwareName } from './words.js';

type ConnectionLimit = CodeArguments['imap/connection-limit'];

const SCOPES: Record<ConnectionLimit['scope'], string> = {
  address: ' from one address',
  user: ' for one user',
  unknown: '',
};

function connectionLimitMessage(args: ConnectionLimit): string {
  const { server, wanted, limit, asked, scope, seen, software } = args;
  const opens = `the migration opens ${number(wanted)}`;
  if (limit !== undefined && asked !== undefined) {
    return `${server} kept ${number(limit)} of ${count(asked, 'connection')} open${SCOPES[scope]}; ${opens}.`;
  }
  const what =
    limit === undefined
      ? `fewer connections at once${SCOPES[scope]}`
      : `${count(limit, 'connection')} at once${SCOPES[scope]}`;
  if (seen) return `${server} allowed ${what}; ${opens}.`;
  const who = software === undefined ? server : `${server} runs ${softwareName(software)}, which`;
  return `${who} allows ${what} by default; ${opens}.`;
}

function connectionLimitCause({ scope, asked, ownAccounts }: ConnectionLimit): string {
  if (ownAccounts) {
    return 'The server limits the connections of each user, and one user opened all that were tried. In this file every row signs in as its own user, who opens few.';
  }
  const limits =
    'Many mail servers and firewalls limit connections. Those above the limit are turned away, and the migration gets slow or rows fail.';
  if (scope !== 'user') return limits;
  const one = `${limits} With one super-user account, all connections belong to this one user.`;
  return asked === undefined
    ? one
    : `${one} The connections that were tried are all of one user; where every row signs in as its own user, most servers count each user by itself.`;
}

function connectionLimitFix(args: ConnectionLimit): string[] {
  const last = args.software === 'gmail' ? GOOGLE_LIMITS : OFF_PEAK;
  if (isEnough(args)) {
    const { wanted } = args;
    return [
      `Nothing has to be changed for ${count(wanted, 'concurrent migration')}.`,
      lowerOnEndpoint(args),
      OWN_CONNECTIONS,
      raiseOnServer(args),
      last,
    ];
  }
  return [
    ...(args.ownAccounts
      ? [
          'Leave the limit as it is, unless the users keep many connections open themselves during the migration.',
        ]
      : []),
    raiseOnServer(args),
    lowerOnEndpoint(args),
    ...(args.asked === undefined || args.ownAccounts ? [] : [OWN_CONNECTIONS]),
    THREE_LIMITS,
    EXCHANGE_LIMITS,
    INTRUSION_DETECTION,
    FASTER,
    last,
  ];
}

function isEnough({ wanted, limit = 0 }: ConnectionLimit): boolean {
  return limit >= wanted;
}

const OWN_CONNECTIONS =
  "Leave a margin: the users' own mail programs and phones need connections too, and none is left for them at the limit itself.";

function raiseOnServer(args: ConnectionLimit): string {
  const { wanted, setting, software } = args;
  const profile = serverProfile(software);
  if (profile?.hosted) return sameForEveryCustomer(profile.name);
  const what = setting === undefined ? 'the connection limit of the server' : `\`${setting}\` on the server`;
  const restart = 'for the time of the migration, and restart the IMAP service if needed.';
  return isEnough(args)
    ? `For more concurrent migrations, raise ${what} ${restart}`
    : `Raise ${what} to at least ${number(wanted)} ${restart}`;
}

/** Microsoft's cmdlet takes no more incremental syncs than migrations; the defaults stand at one to two. */
function lowerOnEndpoint(args: ConnectionLimit): string {
  const { limit } = args;
  const value = limit === undefined ? 'what the server bears' : `${number(limit)} or less`;
  const set = isEnough(args) ? 'Keep' : 'Or set';
  const to = isEnough(args) ? 'at' : 'to';
  const most = Math.min(limit ?? 0, CONCURRENCY.maximum);
  const command =
    most < 1
      ? ''
      : ` In Exchange Online PowerShell: \`Set-MigrationEndpoint -Identity <endpoint> -MaxConcurrentMigrations ${most} -MaxConcurrentIncrementalSyncs ${Math.max(1, Math.floor(most / 2))}\`.`;
  return `${set} Maximum concurrent migrations of the endpoint ${to} ${value}: in the Exchange admin center open Recipients > Migration > More... > Migration endpoints and open the IMAP endpoint. The default is 20. Stop a running batch before the change and start it again afterwards.${command}`;
}

const FASTER =
  'If the server bears more than 20 connections and the migration is slow, raise Maximum concurrent migrations in the same place; 100 is the most.';

const TURN_LOGIN_ON = 'Turn on sign-in with the LOGIN command over TLS in the settings of the IMAP service.';
const OAUTH_ONLY =
  'If the server takes modern authentication (OAuth) only, IMAP migration cannot be used with it; ask the provider for another way to export the mail.';

export const IMAP: { [C in CodesOf<'imap'>]: Entry<C> } = {
  'imap/no-greeting': {
    rating: 'error',
    title: 'The server is silent or breaks off',
    message: ({ server, port, seconds, kind }) => {
      const accepted = `${server} accepted the connection on port ${port} and`;
      if (kind === 'hung-up') return `${accepted} closed it without a greeting.`;
      if (kind === 'not-reached')
        return `${server} could not be reached for its greeting on port ${port}, where it had answered a moment before.`;
      if (kind === 'broke-off') return `${server} greeted on port ${port} and then gave no usable answer.`;
      return `${accepted} gave no greeting within ${count(seconds, 'second')}.`;
    },
    cause: ({ kind }) => {
      if (kind === 'not-reached')
        return 'The server, or a firewall before it, takes only a few connections in some seconds, as many limits on new connections do. Whether it greets is not known.';
      return kind === undefined
        ? 'The IMAP service hangs or is overloaded, or a firewall answers in its place. Exchange Online gives up after 15 seconds.'
        : 'The IMAP service is broken or overloaded, a connection limit is reached, or a firewall ends the connection.';
    },
    fix: ({ kind }) =>
      kind === 'not-reached'
        ? [
            'Wait a few minutes and run the check again.',
            'Look for a limit on new connections of one address, on the server and on the firewall before it, and except this machine from it for the time of the check.',
            ALLOW_MICROSOFT_ADDRESSES,
            THREE_LIMITS,
          ]
        : [
            'Restart the IMAP service on the source server (on Exchange, Microsoft Exchange IMAP4 in `services.msc`) and look into its log.',
            'Use port 993 with SSL, or port 143 with TLS: a server waits in silence when the other side does not begin TLS.',
            ALLOW_MICROSOFT_ADDRESSES,
          ],
    effect: 'endpoint',
    owner: 'mail-admin',
    kb: SECTIONS.timedOutService,
    example: { server: 'imap.contoso.com', port: 993, seconds: 15 },
  },
  'imap/not-imap': {
    rating: 'error',
    title: 'This is no IMAP server',
    message: ({ server, port, protocol }) =>
      protocol === undefined
        ? `What answers on port ${port} of ${server} does not speak IMAP.`
        : `What answers on port ${port} of ${server} speaks ${protocol}, not IMAP.`,
    cause: 'Server name or port belong to another service, such as POP, SMTP or a web server.',
    fix: [
      'Use the port of the IMAP service: 993 with SSL, or 143 with TLS.',
      'Check the server name: many hosts have one name for IMAP and others for POP and SMTP.',
      RECREATE_ENDPOINT,
    ],
    effect: 'endpoint',
    owner: 'exchange-admin',
    kb: SECTIONS.otherRecreateEndpoint,
    example: { server: 'mail.contoso.com', port: 995, protocol: 'POP3' },
  },
  'imap/refused': {
    rating: 'error',
    title: 'The server turns the connection away',
    message: ({ server, port }) => `${server} took the connection on port ${port} and then refused to go on.`,
    cause:
      'The server is overloaded or in maintenance, a connection limit is reached, or it blocks this address. The reason is often in its words.',
    fix: [
      'Read the words of the server in this finding and try again in a few minutes.',
      'Make sure that the server does not block addresses by country or reputation.',
      ALLOW_MICROSOFT_ADDRESSES,
      THREE_LIMITS,
    ],
    effect: 'endpoint',
    owner: 'mail-admin',
    kb: SECTIONS.slowConnectionLimits,
    example: { server: 'imap.contoso.com', port: 993 },
  },
  'imap/login-disabled': {
    rating: 'error',
    title: 'The server takes no sign-in with a password',
    message: ({ server, kind, mechanisms = [] }) => {
      if (kind === 'logindisabled')
        return `${server} says LOGINDISABLED: it does not take the LOGIN command on this connection.`;
      if (kind === 'preauth')
        return `${server} signs everybody in without a password (PREAUTH), so that no mailbox can be chosen.`;
      if (kind === 'oauth-only')
        return `${server} takes OAuth tokens only${mechanisms.length === 0 ? '' : ` (${list(mechanisms)})`}, and no password.`;
      return `${server} offers no way to sign in with a password.`;
    },
    cause: ({ kind, unprotected }) => {
      if (unprotected) return 'The server takes no password without TLS. Under TLS it may take one.';
      return kind === 'logindisabled'
        ? 'Exchange Online signs in with the LOGIN command, so every row would fail. This check tries the passwords with AUTHENTICATE, so that rows can pass here all the same.'
        : 'Password sign-in is turned off on the server. IMAP migration signs in with user name and password only, so every row would fail.';
    },
    fix: ({ kind, unprotected }) => {
      if (kind === 'oauth-only') return [OAUTH_ONLY, TURN_LOGIN_ON];
      const useTls = unprotected
        ? 'Use `--security ssl` with port 993 or `--security tls` with port 143, and the same in the endpoint.'
        : 'Use port 993 with SSL: some servers refuse LOGIN on port 143.';
      return unprotected ? [useTls, TURN_LOGIN_ON] : [TURN_LOGIN_ON, useTls, OAUTH_ONLY];
    },
    effect: 'row',
    owner: 'mail-admin',
    kb: SECTIONS.signInImapEnabled,
    example: { server: 'imap.contoso.com', kind: 'logindisabled' },
  },
  'imap/plaintext': {
    rating: 'error',
    title: 'Passwords would travel in the clear',
    message: ({ server, port }) =>
      `The security setting for ${server}:${port} is none, so nothing on the way is encrypted.`,
    cause:
      'Without TLS, everybody on the way between Microsoft and the server can read the passwords and the mail.',
    fix: [
      'Use `--security ssl` with port 993 or `--security tls` with port 143, and the same in the endpoint.',
      'Install a certificate on the server if it has no TLS yet.',
      'If the server cannot do TLS and the risk is accepted, run the check with `--allow-plaintext`.',
    ],
    effect: 'risk',
    owner: 'mail-admin',
    kb: SECTIONS.otherRecreateEndpoint,
    example: { server: 'imap.contoso.com', port: 143 },
  },
  'imap/microsoft-365-source': {
    rating: 'error',
    title: 'The source is a service of Microsoft',
    message: ({ server, kind }) =>
      kind === 'exchange-online'
        ? `${server} is Exchange Online, which takes no password over IMAP.`
        : `${server} is Outlook.com, which takes no password over IMAP.`,
    cause: ({ kind }) =>
      kind === 'exchange-online'
        ? 'Basic sign-in is gone from Exchange Online, and IMAP migration between two tenants is not supported. Every row would fail.'
        : 'Outlook.com ended basic sign-in in September 2024, app passwords included. Every row would fail.',
    fix: ({ kind }) =>
      kind === 'exchange-online'
        ? [
            'Use cross-tenant mailbox migration to move mailboxes between tenants (https://learn.microsoft.com/microsoft-365/enterprise/cross-tenant-mailbox-migration).',
            'Or export the mailboxes to PST files and import them (https://learn.microsoft.com/microsoft-365/compliance/importing-pst-files-to-office-365).',
            'If the source is another server, give its own name with `--server`.',
          ]
        : [
            'Ask the users to export their mail to a PST file in Outlook and import it into the new mailbox.',
            'If the source is another server, give its own name with `--server`.',
          ],
    effect: 'row',
    owner: 'exchange-admin',
    kb: SECTIONS.howTo,
    example: { server: 'outlook.office365.com', kind: 'exchange-online' },
  },
  'imap/connection-limit': {
    rating: 'warning',
    title: 'The server limits how many connections are open at once',
    message: connectionLimitMessage,
    cause: connectionLimitCause,
    fix: connectionLimitFix,
    effect: 'risk',
    owner: 'mail-admin',
    kb: SECTIONS.slowConnectionLimits,
    example: {
      server: 'imap.contoso.com',
      wanted: 20,
      limit: 10,
      scope: 'user',
      seen: false,
      software: 'dovecot',
      setting: 'mail_max_userip_connections',
    },
  },
};

import type { CodeArguments, CodesOf } from '../../model/code.js';
import { SECTIONS } from '../articles.js';
import { LOOKUP_FAILURES, rangedAddress } from '../dns-words.js';
import type { Entry } from '../entry.js';
import {
  ENTER_FQDN_IN_BATCH,
  ENTER_FQDN_IN_ENDPOINT,
  RECREATE_ENDPOINT,
  SUPPORT,
  testAvailability,
} from './steps.js';
import { list } from './words.js';

const NO_FQDN: Record<CodeArguments['dns/not-an-fqdn']['kind'], string> = {
  'ip-address': 'is an IP address, not a host name',
  url: 'is a URL, not a host name',
  'mail-address': 'is a mail address, not a host name',
  'port-or-path': 'is a host name with more behind it',
  'single-label': 'is a short name without a domain',
  'white-space': 'has white space in it',
  'invisible-character': 'has an invisible character in it',
  wildcard: 'is a wildcard, not the name of one host',
  'trailing-dot': 'ends with a dot',
  international: 'has letters outside ASCII',
  invalid: 'is not a valid host name',
};

const FQDN = 'the fully qualified domain name (FQDN) of the server, such as imap.contoso.com,';

/** Names that DNS takes, so that all is tried with them. */
function causeOfNoFqdn({ kind }: CodeArguments['dns/not-an-fqdn']): string {
  switch (kind) {
    case 'trailing-dot':
      return 'DNS takes a dot at the end. Microsoft does not say whether the endpoint does.';
    case 'international':
      return 'DNS and certificates have such a name in its ASCII form, which begins with `xn--`. Microsoft does not say whether the endpoint takes the other form.';
    default:
      return `The endpoint takes ${FQDN} and finds its address in public DNS.`;
  }
}

function addRecord(server: string): string {
  return `Or keep the name and create a host (A) record in public DNS that points ${server} to the public IP address of the IMAP server.`;
}

const RECREATE_WITH_PUBLIC_NAME =
  'If you have an endpoint already, look up its FQDN in the Exchange admin center under Recipients > Migration > More... > Migration endpoints. If that name is wrong, remove the endpoint and recreate it with a name that the Internet can resolve.';

type NotResolvable = CodeArguments['dns/not-resolvable'];

/** A chain longer than this is told by its end. */
const SHOWN_ALIASES = 3;

function causeOfNoAddress({ server, kind, aliases = [] }: NotResolvable): string {
  const last = aliases.at(-1);
  if (kind === 'alias-loop') {
    return `The aliases (CNAME records) of ${server} lead in a circle: ${list([server, ...aliases])}. So it has no address.`;
  }
  if (last !== undefined) {
    const chain =
      aliases.length > SHOWN_ALIASES
        ? `leads over ${aliases.length} aliases (CNAME records) to ${last}`
        : `is an alias (CNAME) of ${aliases.join(', which is an alias of ')}`;
    return `${server} ${chain}, which ${kind === 'no-name' ? 'does not exist' : 'has no address'}.`;
  }
  switch (kind) {
    case 'no-name':
      return `The name ${server} does not exist in DNS. It is misspelled, or its record does not exist any more.`;
    case 'no-address':
      return `The name ${server} exists in DNS, and has no address: neither an A nor an AAAA record. It may be a domain, or a name for other records.`;
    default:
      return `DNS knows no address for ${server}. The name is misspelled, or its record does not exist any more.`;
  }
}

function firstStep({ server, kind, aliases = [] }: NotResolvable): string[] {
  const last = aliases.at(-1);
  if (kind === 'alias-loop') {
    return [
      `Correct the alias (CNAME) records of ${server}: one of them must lead to a name with an address.`,
    ];
  }
  if (last !== undefined) {
    const owner = aliases.at(-2) ?? server;
    return [
      `Correct the alias (CNAME) record of ${owner}, which leads to ${last}, or give ${last} an address.`,
    ];
  }
  return kind === 'no-address'
    ? [
        `Create a host (A) record in public DNS that points ${server} to the public IP address of the IMAP server, or use a name that has one.`,
      ]
    : [];
}

const SAME_SERVER = 'Make sure that the addresses here and outside lead to the same IMAP server.';
const SETTLE_DIFFERENCE: Record<CodeArguments['dns/differs-from-public']['kind'], string> = {
  'private-here': SAME_SERVER,
  'other-address': SAME_SERVER,
  'unknown-here':
    'Find out why this computer does not know the name: its DNS server may have an old answer, or a zone of its own for this domain.',
  'resolvers-disagree':
    'Make sure that the record is meant to exist, wait until the resolvers agree, and run the check again.',
};

const CAUSE_OF_DIFFERENCE: Record<CodeArguments['dns/differs-from-public']['kind'], string> = {
  'private-here':
    'The company has a DNS of its own for the inside. Exchange Online goes by the public one. What this check shows was seen through the inner address, and may differ outside.',
  'other-address':
    'This check and Exchange Online may reach two different servers, so a good result here proves less.',
  'unknown-here':
    'This computer does not resolve the name, so the check goes by the public addresses, as Exchange Online does.',
  'resolvers-disagree':
    'The record is new or going away, one of the resolvers has an old answer, or it finds fault with the signatures of the domain (DNSSEC). Exchange Online may get either.',
};

function lookupFailed({ server, asked, reason, open, known }: CodeArguments['dns/lookup-failed']): string {
  const silence = `${list(asked)} gave no usable answer (${LOOKUP_FAILURES[reason]})`;
  switch (known) {
    case 'resolved-here':
      return `This machine resolves ${server}, and whether the Internet does could not be told: ${silence}.`;
    case 'unknown-here':
      return `This machine does not know ${server}, and whether the Internet does could not be told: ${silence}.`;
    case 'resolved-outside':
      return `Only the public resolvers know ${server}: ${silence}.`;
    default:
      return `Nobody could say whether ${server} ${open === 'ipv4' ? 'has an IPv4 address' : 'exists'}: ${silence}.`;
  }
}

export const DNS: { [C in CodesOf<'dns'>]: Entry<C> } = {
  'dns/not-an-fqdn': {
    rating: 'error',
    title: 'The server is not given as a full host name',
    message: ({ server, kind }) => `'${server}' ${NO_FQDN[kind]}.`,
    cause: causeOfNoFqdn,
    fix: ({ kind, suggestion }) => [
      ...(suggestion === undefined ? [] : [`Try \`--server ${suggestion}\`.`]),
      ...(kind === 'trailing-dot' || kind === 'international'
        ? ['Enter the name in its ASCII form and without a dot at the end when you create the endpoint.']
        : [
            'Enter the full public name of the IMAP server, without protocol, port or path.',
            'Ask the people who run the server for its public name if you do not know it.',
          ]),
    ],
    effect: 'endpoint',
    owner: 'exchange-admin',
    kb: SECTIONS.notCompleted,
    example: { server: 'imaps://imap.contoso.com:993', kind: 'url', suggestion: 'imap.contoso.com' },
  },
  'dns/not-resolvable': {
    rating: 'error',
    title: 'The server name does not resolve',
    message: ({ server }) => `The connection to the server '${server}' could not be completed.`,
    cause: causeOfNoAddress,
    fix: (args) => [
      ...firstStep(args),
      `Check the spelling of ${args.server}: it must be the public name (FQDN) of the IMAP server.`,
      ENTER_FQDN_IN_BATCH,
      ENTER_FQDN_IN_ENDPOINT,
      RECREATE_WITH_PUBLIC_NAME,
      ...(args.kind === 'no-address' && !args.aliases ? [] : [addRecord(args.server)]),
      SUPPORT,
    ],
    effect: 'endpoint',
    owner: 'network',
    kb: SECTIONS.notCompleted,
    example: { server: 'imap.contoso.com', kind: 'no-name' },
  },
  'dns/lookup-failed': {
    rating: 'inconclusive',
    title: 'The name could not be looked up',
    message: lookupFailed,
    cause: ({ reason, known }) =>
      known === 'resolved-outside'
        ? 'The DNS server of this machine did not answer. The check goes by the public addresses, as Exchange Online does.'
        : reason === 'servfail'
          ? 'The resolver tried to find out and failed. Often the signatures of the domain (DNSSEC) do not fit, or its name servers do not answer or are wrongly delegated. Exchange Online may then fail as well.'
          : 'The DNS server did not answer, or this network does not let DNS queries out. It says nothing about the name.',
    fix: ({ server, reason }) => [
      ...(reason === 'servfail'
        ? [
            `Ask the people who run the DNS of ${server} to check its DNSSEC signatures and its name servers, for example with https://dnsviz.net.`,
          ]
        : []),
      'Run the check again in a few minutes.',
      'Let this computer send DNS queries, or name resolvers that it can reach with `--resolver`.',
      `Look up the name from another network with \`nslookup ${server} 1.1.1.1\`.`,
    ],
    effect: 'risk',
    owner: 'network',
    kb: SECTIONS.notCompleted,
    example: { server: 'imap.contoso.com', asked: ['1.1.1.1', '8.8.8.8'], reason: 'timeout' },
  },
  'dns/not-public': {
    rating: 'error',
    title: 'The server name is not fit for the Internet',
    message: ({ server, addresses, kind }) => {
      const shown = list(addresses.map(rangedAddress));
      switch (kind) {
        case 'unknown-outside':
          return `${server} resolves on this network only${addresses.length > 0 ? `, to ${shown}` : ''}; public DNS has no address for the name.`;
        case 'mixed':
          return `${server} has public addresses, and beside them some that the Internet cannot reach: ${shown}.`;
        default:
          return `${server} has only addresses that the Internet cannot reach: ${shown}.`;
      }
    },
    cause: ({ kind }) =>
      kind === 'mixed'
        ? 'Exchange Online connects from the Internet to one of the addresses in public DNS. When it picks one that it cannot reach, the connection fails, perhaps not every time.'
        : 'Exchange Online connects from the Internet, so it needs a name in public DNS with a public address. Companies often use a second, internal DNS.',
    fix: ({ server, kind }) =>
      kind === 'mixed'
        ? [
            `Remove the records of ${server} with these addresses from public DNS, or use a name without them.`,
            testAvailability(server),
          ]
        : [
            'Use the public name (FQDN) of the IMAP server, the one that resolves outside your network.',
            `Create a host (A) record in public DNS that points ${server} to the public IP address of the IMAP server.`,
            RECREATE_WITH_PUBLIC_NAME,
            'Publish the server through the firewall if it has no public address yet.',
            'If you know that the name resolves differently outside, run the check with `--allow-private-address`.',
          ],
    effect: 'endpoint',
    owner: 'network',
    kb: SECTIONS.notCompleted,
    example: {
      server: 'imap.contoso.com',
      addresses: [{ address: '10.20.0.7', range: 'private' }],
      kind: 'not-routable',
    },
  },
  'dns/differs-from-public': {
    rating: 'warning',
    title: 'The name resolves differently outside',
    message: ({ server, here, outside, kind }) => {
      if (kind === 'resolvers-disagree')
        return `One public resolver gives ${list(outside)} for ${server}, and another has no address for it.`;
      return kind === 'unknown-here'
        ? `${server} is unknown here and ${list(outside)} on the public Internet.`
        : `${server} is ${list(here)} here and ${list(outside)} on the public Internet.`;
    },
    cause: ({ kind }) => CAUSE_OF_DIFFERENCE[kind],
    fix: ({ server, kind }) => [
      SETTLE_DIFFERENCE[kind],
      'Run the check from a computer outside your network.',
      testAvailability(server),
    ],
    effect: 'risk',
    owner: 'network',
    kb: SECTIONS.notCompleted,
    example: {
      server: 'imap.contoso.com',
      here: ['10.20.0.7'],
      outside: ['203.0.113.7'],
      kind: 'private-here',
    },
  },
  'dns/no-ipv4': {
    rating: 'warning',
    title: 'The server has IPv6 addresses only',
    message: ({ server, addresses }) => `${server} has no IPv4 address, only ${list(addresses)}.`,
    cause: 'Microsoft does not document that Exchange Online reaches an IMAP server over IPv6.',
    fix: ({ server }) => [
      `Add a host (A) record with a public IPv4 address for ${server}.`,
      testAvailability(server),
      RECREATE_ENDPOINT,
    ],
    effect: 'risk',
    owner: 'network',
    kb: SECTIONS.notCompleted,
    example: { server: 'imap.contoso.com', addresses: ['2001:db8::7'] },
  },
};

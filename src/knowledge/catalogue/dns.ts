import type { CodeArguments, CodesOf } from '../../model/code.js';
import { SECTIONS } from '../articles.js';
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
  'single-label': 'is a short name without a domain',
  invalid: 'is not a valid host name',
};

function addRecord(server: string): string {
  return `Or keep the name and create a host (A) record in public DNS that points ${server} to the public IP address of the IMAP server.`;
}

const RECREATE_WITH_PUBLIC_NAME =
  'If you have an endpoint already, look up its FQDN in the Exchange admin center under Recipients > Migration > More... > Migration endpoints. If that name is wrong, remove the endpoint and recreate it with a name that the Internet can resolve.';

export const DNS: { [C in CodesOf<'dns'>]: Entry<C> } = {
  'dns/not-an-fqdn': {
    rating: 'error',
    title: 'The server is not given as a full host name',
    message: ({ server, kind }) => `'${server}' ${NO_FQDN[kind]}.`,
    cause:
      'The endpoint takes the fully qualified domain name (FQDN) of the server, such as imap.contoso.com, and finds its address in public DNS.',
    fix: ({ suggestion }) => [
      ...(suggestion === undefined ? [] : [`Try \`--server ${suggestion}\`.`]),
      'Enter the full public name of the IMAP server, without protocol, port or path.',
      'Ask the people who run the server for its public name if you do not know it.',
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
    cause: ({ server }) =>
      `DNS knows no address for ${server}. The name is misspelled, or its record does not exist any more.`,
    fix: ({ server }) => [
      `Check the spelling of ${server}: it must be the public name (FQDN) of the IMAP server.`,
      ENTER_FQDN_IN_BATCH,
      ENTER_FQDN_IN_ENDPOINT,
      RECREATE_WITH_PUBLIC_NAME,
      addRecord(server),
      SUPPORT,
    ],
    effect: 'endpoint',
    owner: 'network',
    kb: SECTIONS.notCompleted,
    example: { server: 'imap.contoso.com' },
  },
  'dns/lookup-failed': {
    rating: 'inconclusive',
    title: 'The name could not be looked up',
    message: ({ server, asked, reason }) =>
      `Nobody could say whether ${server} exists: ${list(asked)} gave no answer (${reason}).`,
    cause:
      'The DNS server did not answer, or this network does not let DNS queries out. It says nothing about the name.',
    fix: ({ server }) => [
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
    title: 'The Internet cannot reach the server by this name',
    message: ({ server, addresses, kind }) =>
      kind === 'unknown-outside'
        ? `${server} resolves on this network only; public DNS does not know the name.`
        : `${server} has only addresses that the Internet cannot reach: ${list(addresses)}.`,
    cause:
      'Exchange Online connects from the Internet, so it needs a name in public DNS with a public address. Companies often use a second, internal DNS.',
    fix: ({ server }) => [
      'Use the public name (FQDN) of the IMAP server, the one that resolves outside your network.',
      `Create a host (A) record in public DNS that points ${server} to the public IP address of the IMAP server.`,
      RECREATE_WITH_PUBLIC_NAME,
      'Publish the server through the firewall if it has no public address yet.',
      'If you know that the name resolves differently outside, run the check with `--allow-private-address`.',
    ],
    effect: 'endpoint',
    owner: 'network',
    kb: SECTIONS.notCompleted,
    example: { server: 'imap.contoso.com', addresses: ['10.20.0.7'], kind: 'not-routable' },
  },
  'dns/differs-from-public': {
    rating: 'warning',
    title: 'The name resolves differently outside',
    message: ({ server, here, outside }) =>
      here.length === 0
        ? `${server} is unknown here and ${list(outside)} on the public Internet.`
        : `${server} is ${list(here)} here and ${list(outside)} on the public Internet.`,
    cause:
      'This check and Exchange Online may reach two different servers, so a good result here proves less.',
    fix: ({ server }) => [
      `Make sure that both addresses lead to the same IMAP server.`,
      'Run the check from a computer outside your network.',
      testAvailability(server),
    ],
    effect: 'risk',
    owner: 'network',
    kb: SECTIONS.notCompleted,
    example: { server: 'imap.contoso.com', here: ['10.20.0.7'], outside: ['203.0.113.7'] },
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

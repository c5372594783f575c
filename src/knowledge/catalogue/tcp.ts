import type { ClosedArguments, CodesOf } from '../../model/code.js';
import { SECTIONS } from '../articles.js';
import type { Entry } from '../entry.js';
import {
  ADDRESS_RANGES_PAGE,
  ALLOW_MICROSOFT_ADDRESSES,
  RECREATE_ENDPOINT,
  START_IMAP_SERVICE,
  SUPPORT,
} from './steps.js';
import { count, list, ports } from './words.js';

function openPorts(server: string, numbers: readonly number[]): string {
  return `Open ${ports(numbers, 'or')} of ${server} in your firewall to Microsoft's datacenter address ranges (${ADDRESS_RANGES_PAGE}), or ask the provider who hosts the server to do so.`;
}

function testWithTelnet(server: string, numbers: readonly number[]): string {
  const port = numbers[0] ?? 993;
  return `Test from outside your network with the Telnet client (install that Windows feature first): \`telnet ${server} ${port}\`. An empty window means that the port answers; "Could not open connection to the host, on port ${port}: Connect failed" means that it is still closed.`;
}

/** "203.0.113.8, one of 2 addresses of imap.contoso.com," where the others answer. */
function partly({ server, addresses = [], answering = 0 }: ClosedArguments): string {
  const all = addresses.length + answering;
  const which = addresses.length === 1 ? 'one' : String(addresses.length);
  return `${list(addresses)}, ${which} of ${all} addresses of ${server},`;
}

function isPartial({ addresses }: ClosedArguments): boolean {
  return addresses !== undefined;
}

const WHICHEVER =
  'Nobody knows which of the addresses Exchange Online takes, so some of its connections may fail.';

/** What to do where other addresses of the same name answer. */
function mendAddress({ server, ports: numbers, addresses = [] }: ClosedArguments): string[] {
  const [record, it] = addresses.length === 1 ? ['record', 'it'] : ['records', 'them'];
  const [first = server] = addresses;
  return [
    `Start the IMAP service behind ${list(addresses)}, or take the DNS ${record} of ${server} that names ${it} away if no server is there any more.`,
    openPorts(list(addresses), numbers),
    testWithTelnet(first, numbers),
  ];
}

export const TCP: { [C in CodesOf<'tcp'>]: Entry<C> } = {
  'tcp/timeout': {
    rating: 'error',
    title: 'The server does not answer',
    message: ({ server }) => `The connection to the server '${server}' timed out after 00:00:15.`,
    cause: (args) =>
      isPartial(args)
        ? `${partly(args)} did not answer on ${ports(args.ports)} within ${count(args.seconds, 'second')}; the others did. ${WHICHEVER}`
        : `Nothing answered on ${ports(args.ports)} within ${count(args.seconds, 'second')}. A firewall drops the connections, or the IMAP service is not running.`,
    fix: (args) =>
      isPartial(args)
        ? mendAddress(args)
        : [
            openPorts(args.server, args.ports),
            testWithTelnet(args.server, args.ports),
            START_IMAP_SERVICE,
            'If the firewall blocks countries or suspicious traffic, exempt the same address ranges there.',
            RECREATE_ENDPOINT,
            SUPPORT,
          ],
    effect: 'endpoint',
    owner: 'network',
    kb: SECTIONS.timedOutFirewall,
    example: { server: 'imap.contoso.com', ports: [993, 143], seconds: 15 },
  },
  'tcp/refused': {
    rating: 'error',
    title: 'The server refuses the connection',
    message: (args) =>
      isPartial(args)
        ? `${partly(args)} ${args.addresses?.length === 1 ? 'refuses' : 'refuse'} connections on ${ports(args.ports)}.`
        : `${args.server} refuses connections on ${ports(args.ports)}.`,
    cause: (args) =>
      isPartial(args)
        ? `No service listens there. ${WHICHEVER}`
        : 'The computer is reached, but no service listens on the port. Usually the IMAP service is stopped or not set up.',
    fix: (args) =>
      isPartial(args)
        ? mendAddress(args)
        : [
            START_IMAP_SERVICE,
            'Make sure that the server offers IMAP at all; on Exchange it is off by default, and some hosts turn it on for an account only when asked.',
            `If IMAP runs on another port, give it with \`--port\`; Exchange Online expects 993 with SSL, or 143 with TLS.`,
            openPorts(args.server, args.ports),
            testWithTelnet(args.server, args.ports),
            RECREATE_ENDPOINT,
          ],
    effect: 'endpoint',
    owner: 'mail-admin',
    kb: SECTIONS.timedOutService,
    example: { server: 'imap.contoso.com', ports: [993] },
  },
  'tcp/unreachable': {
    rating: 'error',
    title: 'There is no way to the server',
    message: (args) =>
      isPartial(args)
        ? `No route leads to ${partly(args)} on ${ports(args.ports)}.`
        : `No route leads to ${args.server} (${ports(args.ports)}).`,
    cause: (args) => {
      if (isPartial(args)) return `The network turns the packets away, or the address is wrong. ${WHICHEVER}`;
      return args.ipv6Only
        ? 'The server has IPv6 addresses only, and this computer seems to have no IPv6. It says nothing about the server.'
        : 'The address is not reachable from this network: a router or firewall turns the packets away, or the address is wrong.';
    },
    fix: (args) =>
      isPartial(args)
        ? mendAddress(args)
        : [
            ...(args.ipv6Only ? ['Run the check from a computer that has IPv6.'] : []),
            'Make sure that this computer reaches the Internet on this port without a proxy.',
            `Make sure that the address of ${args.server} in public DNS is the current one.`,
            ALLOW_MICROSOFT_ADDRESSES,
            testWithTelnet(args.server, args.ports),
          ],
    effect: 'endpoint',
    owner: 'network',
    kb: SECTIONS.timedOutFirewall,
    example: { server: 'imap.contoso.com', ports: [993] },
  },
  'tcp/only-143': {
    rating: 'warning',
    title: 'Only port 143 can be used',
    message: ({ server, reason }) =>
      reason === 'tls'
        ? `${server} has TLS that Exchange Online takes on port 143, and not on 993.`
        : `${server} answers on port 143 and not on 993.`,
    cause:
      'The page for endpoints in the Exchange admin center takes port 993 with SSL only. An endpoint on port 143 is created in PowerShell.',
    fix: ({ server, reason }) => [
      reason === 'tls'
        ? `Give port 993 of ${server} the same TLS as port 143.`
        : `Turn on IMAP over SSL on port 993 of ${server} and open that port in the firewall.`,
      `Or create the endpoint in Exchange Online PowerShell: \`New-MigrationEndpoint -IMAP -Name Contoso -RemoteServer ${server} -Port 143 -Security Tls\`.`,
    ],
    effect: 'risk',
    owner: 'mail-admin',
    kb: SECTIONS.timedOutFirewall,
    example: { server: 'imap.contoso.com' },
  },
};

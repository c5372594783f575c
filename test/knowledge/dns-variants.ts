import { LOOKUP_FAILURES, SPECIAL_RANGES } from '../../src/knowledge/dns-words.js';
import type { AddressLack, LookupFailure, NameFault, SpecialRange } from '../../src/model/dns.js';
import { type Finding, finding } from '../../src/model/finding.js';

const server = 'imap.contoso.com';
const outside = ['203.0.113.7'];
const NAMES: [string, NameFault][] = [
  ['203.0.113.7', 'ip-address'],
  ['anna@contoso.com', 'mail-address'],
  ['imap.contoso.com:993', 'port-or-path'],
  ['imap', 'single-label'],
  ['imap. contoso.com', 'white-space'],
  ['imap\ufffd.contoso.com', 'invisible-character'],
  ['*.contoso.com', 'wildcard'],
  ['imap.contoso.com.', 'trailing-dot'],
  ['bücher.example', 'international'],
  ['imap_.contoso', 'invalid'],
];
const LACKS: (AddressLack | undefined)[] = [undefined, 'no-name', 'no-address', 'alias-loop'];
const CHAINS = [['old.hoster.net'], ['a.hoster.net', 'b.hoster.net'], ['a', 'b', 'c', 'd.hoster.net']];

/** Each branch of the texts about the name. */
export const DNS_VARIANTS: Finding[] = [
  ...NAMES.map(([name, kind]) => finding('dns/not-an-fqdn', { server: name, kind })),
  ...LACKS.flatMap((kind) => [
    finding('dns/not-resolvable', { server, ...(kind ? { kind } : {}) }),
    ...CHAINS.map((aliases) => finding('dns/not-resolvable', { server, aliases, ...(kind ? { kind } : {}) })),
  ]),
  ...(Object.keys(LOOKUP_FAILURES) as LookupFailure[]).map((reason) =>
    finding('dns/lookup-failed', { server, asked: ['this machine'], reason }),
  ),
  finding('dns/lookup-failed', { server, asked: ['1.1.1.1'], reason: 'servfail', open: 'ipv4' }),
  ...(Object.keys(SPECIAL_RANGES) as SpecialRange[]).map((range) =>
    finding('dns/not-public', { server, addresses: [{ address: '10.0.0.1', range }], kind: 'mixed' }),
  ),
  finding('dns/not-public', { server, addresses: [], kind: 'unknown-outside' }),
  finding('dns/not-public', { server, addresses: [{ address: '198.41.0.4' }], kind: 'unknown-outside' }),
  finding('dns/differs-from-public', { server, here: ['198.41.0.4'], outside, kind: 'other-address' }),
  finding('dns/differs-from-public', { server, here: [], outside, kind: 'unknown-here' }),
  finding('dns/differs-from-public', { server, here: outside, outside, kind: 'resolvers-disagree' }),
];

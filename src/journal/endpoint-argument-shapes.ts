import { HANDSHAKE_FAULTS } from '../knowledge/catalogue/tls-faults.js';
import { LOOKUP_FAILURES, SPECIAL_RANGES } from '../knowledge/dns-words.js';
import type {
  CertificateArguments,
  ClosedArguments,
  CodeArguments,
  CodesOf,
  Distrust,
  LooseMatch,
} from '../model/code.js';
import type { AddressLack, NameFault, RangedAddress } from '../model/dns.js';
import {
  among,
  type Fields,
  figure,
  flag,
  list,
  object,
  oneOf,
  optional,
  text,
  whole,
  yes,
} from './shape.js';

const texts = list(text);
const lookupFailure = oneOf(LOOKUP_FAILURES);
const lack = oneOf<AddressLack>({ 'no-name': 0, 'no-address': 0, 'alias-loop': 0 });
const looseMatch = oneOf<LooseMatch>({ 'common-name': 0, 'partial-wildcard': 0, 'trailing-dot': 0 });

const nameFault = oneOf<NameFault>({
  'ip-address': 0,
  url: 0,
  'mail-address': 0,
  'port-or-path': 0,
  'single-label': 0,
  'white-space': 0,
  'invisible-character': 0,
  wildcard: 0,
  'trailing-dot': 0,
  international: 0,
  invalid: 0,
});

const distrust = oneOf<Distrust>({
  'self-signed': 0,
  'unknown-authority': 0,
  'incomplete-chain': 0,
  'unclear-chain': 0,
  'issuer-not-valid': 0,
  'wrong-purpose': 0,
  'added-authority': 0,
  revoked: 0,
  other: 0,
});

const rangedAddress = object<RangedAddress>({ address: text, range: optional(oneOf(SPECIAL_RANGES)) });

const closed: Fields<ClosedArguments> = {
  server: text,
  ports: list(whole),
  addresses: optional(texts),
  answering: optional(whole),
  ipv6Only: optional(yes),
};

const certificate: Fields<CertificateArguments> = {
  server: text,
  issuer: optional(text),
  accepted: optional(yes),
};

const part = optional(oneOf({ issuer: 0 }));

type Dns = { [C in CodesOf<'dns'>]: Fields<CodeArguments[C]> };

const DNS_ARGUMENTS: Dns = {
  'dns/not-an-fqdn': { server: text, kind: nameFault, suggestion: optional(text) },
  'dns/not-resolvable': { server: text, kind: optional(lack), aliases: optional(texts) },
  'dns/lookup-failed': {
    server: text,
    asked: texts,
    reason: lookupFailure,
    open: optional(among(['ipv4'])),
    known: optional(among(['resolved-here', 'unknown-here', 'resolved-outside'])),
  },
  'dns/not-public': {
    server: text,
    addresses: list(rangedAddress),
    kind: among(['unknown-outside', 'not-routable', 'mixed']),
  },
  'dns/differs-from-public': {
    server: text,
    here: texts,
    outside: texts,
    kind: among(['private-here', 'other-address', 'unknown-here', 'resolvers-disagree']),
  },
  'dns/no-ipv4': { server: text, addresses: texts },
};

type Tls = { [C in CodesOf<'tls'>]: Fields<CodeArguments[C]> };

const TLS_ARGUMENTS: Tls = {
  'tls/legacy-only': {
    server: text,
    versions: texts,
    exchange2010: flag,
    product: optional(text),
    probable: optional(yes),
  },
  'tls/no-common-cipher': { server: text, cipher: optional(text) },
  'tls/unlisted-cipher': {
    server: text,
    kind: among(['ecdsa-only', 'tls-1.3-only', 'tls-1.3-beside', 'unlisted-curve']),
    cipher: optional(text),
    curve: optional(text),
  },
  'tls/handshake-failed': {
    server: text,
    port: whole,
    kind: oneOf(HANDSHAKE_FAULTS),
    starttls: optional(yes),
  },
  'tls/starttls-missing': { server: text, port: whole, kind: optional(among(['absent', 'masked'])) },
  'tls/legacy-enabled': { server: text, versions: texts },
  'tls/certificate-untrusted': { ...certificate, kind: distrust },
  'tls/certificate-expired': {
    ...certificate,
    validFrom: text,
    validTo: text,
    notYet: flag,
    near: optional(yes),
  },
  'tls/certificate-name-mismatch': { ...certificate, names: texts, loose: optional(looseMatch) },
  'tls/certificate-expires-soon': { ...certificate, validTo: text, days: figure, part },
  'tls/certificate-weak': {
    ...certificate,
    kind: among(['sha-1', 'short-rsa']),
    bits: optional(figure),
    part,
  },
};

type Imap = { [C in CodesOf<'imap'>]: Fields<CodeArguments[C]> };

const IMAP_ARGUMENTS: Imap = {
  'imap/no-greeting': {
    server: text,
    port: whole,
    seconds: figure,
    kind: optional(among(['hung-up', 'broke-off', 'not-reached'])),
  },
  'imap/not-imap': { server: text, port: whole, protocol: optional(text) },
  'imap/refused': { server: text, port: whole },
  'imap/login-disabled': {
    server: text,
    kind: among(['logindisabled', 'no-password-mechanism', 'oauth-only', 'preauth']),
    mechanisms: optional(texts),
    unprotected: optional(yes),
  },
  'imap/plaintext': { server: text, port: whole },
  'imap/microsoft-365-source': { server: text, kind: among(['exchange-online', 'outlook.com']) },
  'imap/connection-limit': {
    server: text,
    wanted: figure,
    limit: optional(figure),
    asked: optional(figure),
    scope: among(['address', 'user', 'unknown']),
    seen: flag,
    ownAccounts: optional(yes),
    software: optional(text),
    setting: optional(text),
  },
};

/** The arguments of the codes of the server. */
export const ENDPOINT_ARGUMENTS: {
  [C in CodesOf<'dns' | 'tcp' | 'tls' | 'imap'>]: Fields<CodeArguments[C]>;
} = {
  ...DNS_ARGUMENTS,
  'tcp/timeout': { ...closed, seconds: figure },
  'tcp/refused': closed,
  'tcp/unreachable': closed,
  'tcp/only-143': { server: text, reason: optional(among(['closed', 'tls'])) },
  ...TLS_ARGUMENTS,
  ...IMAP_ARGUMENTS,
};

import { HANDSHAKE_FAULTS } from '../../src/knowledge/catalogue/tls-faults.js';
import { SERVER_PROFILES } from '../../src/knowledge/servers.js';
import { type Finding, finding } from '../../src/model/finding.js';
import { CSV_VARIANTS } from './csv-variants.js';
import { DNS_VARIANTS } from './dns-variants.js';

const SERVER = 'imap.contoso.com';
const PROVIDERS = [
  'gmail',
  'yahoo',
  'icloud',
  'outlook.com',
  'exchange-online',
  'zoho',
  'yandex',
  'tencent',
  'exchange',
  'dovecot',
  'cyrus',
  'courier',
  'zimbra',
];
const SIGN_IN_FORMS = [
  'address',
  'short-name',
  'exchange-user',
  'exchange-admin',
  'dovecot-admin',
  'mirapoint-admin',
  'admin-with-user-root',
] as const;
const REFUSALS = [
  'login/rejected',
  'login/app-password-required',
  'login/web-login-required',
  'login/imap-disabled',
  'login/basic-auth-disabled',
  'login/expired',
  'login/blocked',
  'login/not-authorized',
] as const;
const TRANSIENT = [
  'login/timeout',
  'login/dropped',
  'login/unavailable',
  'login/throttled',
  'login/too-many-connections',
] as const;

const UNSUITABLE_KINDS = [
  'other',
  'resource',
  'special',
  'unknown',
  'unlicensed',
  'deleted',
  'deleted-too',
] as const;

const HANDSHAKE_KINDS = Object.keys(HANDSHAKE_FAULTS) as (keyof typeof HANDSHAKE_FAULTS)[];

/** Arguments other than the examples, so that every branch of a text is rendered once. */
export const VARIANTS: Finding[] = [
  ...CSV_VARIANTS,
  ...DNS_VARIANTS,
  finding('tcp/timeout', { server: SERVER, ports: [143], seconds: 1 }),
  finding('tcp/timeout', {
    server: SERVER,
    ports: [993],
    seconds: 15,
    addresses: ['203.0.113.8'],
    answering: 1,
  }),
  finding('tcp/refused', {
    server: SERVER,
    ports: [993],
    addresses: ['203.0.113.8', '203.0.113.9'],
    answering: 2,
  }),
  finding('tcp/refused', { server: SERVER, ports: [993], addresses: ['203.0.113.8'], answering: 1 }),
  finding('tcp/unreachable', { server: SERVER, ports: [993], addresses: ['203.0.113.8'], answering: 1 }),
  finding('tcp/unreachable', { server: SERVER, ports: [993], ipv6Only: true }),
  finding('tls/legacy-only', { server: SERVER, versions: [], exchange2010: false }),
  finding('tls/no-common-cipher', { server: SERVER }),
  finding('tls/legacy-only', {
    server: SERVER,
    versions: ['TLSv1'],
    exchange2010: true,
    product: 'Exchange Server 2010',
    probable: true,
  }),
  ...['Exchange Server 2003', 'Dovecot'].map((product) =>
    finding('tls/legacy-only', { server: SERVER, versions: ['TLSv1'], exchange2010: false, product }),
  ),
  finding('tls/unlisted-cipher', { server: SERVER, kind: 'tls-1.3-only' }),
  finding('tls/unlisted-cipher', { server: SERVER, kind: 'tls-1.3-beside', cipher: 'AES256-SHA' }),
  finding('tls/unlisted-cipher', {
    server: SERVER,
    kind: 'unlisted-curve',
    cipher: 'ECDHE-RSA-AES256-GCM-SHA384',
    curve: 'secp521r1',
  }),
  ...HANDSHAKE_KINDS.flatMap((kind) => [
    finding('tls/handshake-failed', { server: SERVER, port: 993, kind }),
    finding('tls/handshake-failed', { server: SERVER, port: 143, kind, starttls: true }),
  ]),
  finding('tls/starttls-missing', { server: SERVER, port: 143, kind: 'masked' }),
  finding('tcp/only-143', { server: SERVER, reason: 'tls' }),
  ...(['incomplete-chain', 'unclear-chain', 'issuer-not-valid', 'wrong-purpose', 'other'] as const).map(
    (kind) => finding('tls/certificate-untrusted', { server: SERVER, kind }),
  ),
  finding('tls/certificate-untrusted', { server: SERVER, kind: 'self-signed', accepted: true }),
  finding('tls/certificate-expired', {
    server: SERVER,
    validFrom: '2026-02-01T00:00:00.000Z',
    validTo: '2027-02-01T00:00:00.000Z',
    notYet: true,
  }),
  ...([true, false] as const).map((notYet) =>
    finding('tls/certificate-expired', {
      server: SERVER,
      validFrom: '2026-02-01T00:00:00.000Z',
      validTo: '2027-02-01T00:00:00.000Z',
      notYet,
      near: true,
    }),
  ),
  finding('tls/certificate-name-mismatch', { server: SERVER, names: [] }),
  ...(['common-name', 'partial-wildcard'] as const).map((loose) =>
    finding('tls/certificate-name-mismatch', { server: SERVER, names: ['*'], loose }),
  ),
  finding('tls/certificate-expires-soon', {
    server: SERVER,
    validTo: '2026-02-01T00:00:00.000Z',
    days: 3,
    part: 'issuer',
  }),
  finding('tls/certificate-weak', { server: SERVER, kind: 'sha-1', accepted: true }),
  finding('tls/certificate-weak', { server: SERVER, kind: 'short-rsa', bits: 1024, part: 'issuer' }),
  finding('tls/certificate-weak', { server: SERVER, kind: 'sha-1' }),
  finding('tls/certificate-weak', { server: SERVER, kind: 'short-rsa' }),
  finding('imap/no-greeting', { server: SERVER, port: 993, seconds: 15, kind: 'hung-up' }),
  finding('imap/no-greeting', { server: SERVER, port: 993, seconds: 15, kind: 'broke-off' }),
  finding('imap/no-greeting', { server: SERVER, port: 993, seconds: 15, kind: 'not-reached' }),
  finding('imap/not-imap', { server: SERVER, port: 993 }),
  finding('imap/login-disabled', { server: SERVER, kind: 'no-password-mechanism' }),
  finding('imap/login-disabled', { server: SERVER, kind: 'logindisabled', unprotected: true }),
  finding('imap/login-disabled', { server: SERVER, kind: 'preauth' }),
  finding('imap/login-disabled', { server: SERVER, kind: 'oauth-only' }),
  finding('imap/login-disabled', {
    server: SERVER,
    kind: 'oauth-only',
    mechanisms: ['XOAUTH2', 'OAUTHBEARER'],
  }),
  finding('imap/microsoft-365-source', { server: 'imap-mail.outlook.com', kind: 'outlook.com' }),
  finding('imap/connection-limit', {
    ...{ server: SERVER, wanted: 20, limit: 4, asked: 10, scope: 'user', seen: true },
    ...{ ownAccounts: true, software: 'dovecot', setting: 'mail_max_userip_connections' },
  }),
  finding('imap/connection-limit', { server: SERVER, wanted: 20, scope: 'unknown', seen: true }),
  ...(['address', 'user', 'unknown'] as const).flatMap((scope) =>
    [1, 4, 22].map((limit) =>
      finding('imap/connection-limit', { server: SERVER, wanted: 20, limit, asked: 30, scope, seen: true }),
    ),
  ),
  finding('imap/connection-limit', {
    server: 'imap.gmail.com',
    wanted: 20,
    limit: 15,
    scope: 'user',
    seen: false,
    software: 'gmail',
  }),
  finding('login/stopped', { kind: 'max-rejected', rejected: 1 }),
  finding('login/stopped', { kind: 'admin-account', rejected: 3 }),
  finding('mailbox/list-failed', { command: 'EXAMINE' }),
  finding('mailbox/gmail-folders', { roots: ['[Google Mail]'] }),
  finding('mailbox/gmail-folders', { roots: ['[Gmail]'], adds: { messages: 4210, bytes: 315_750_000 } }),
  finding('mailbox/gmail-folders', {
    roots: ['[Gmail]'],
    adds: { messages: 4210, bytes: 315_750_000 },
    alone: 2940,
  }),
  finding('mailbox/public-folders', { roots: [] }),
  finding('mailbox/too-many-items', { messages: 612_000, kept: 204_000 }),
  finding('mailbox/over-target-quota', {
    bytes: 66_571_993_088,
    quota: 53_687_091_200,
    kept: 21_474_836_480,
  }),
  finding('mailbox/over-target-quota', {
    bytes: 66_571_993_088,
    quota: 53_687_091_200,
    kept: 21_474_836_480,
    estimated: true,
  }),
  finding('mailbox/over-target-quota', { bytes: 55_000_000_000, quota: 53_687_091_200, estimated: true }),
  finding('mailbox/slash-in-folder-name', { folders: 1, examples: [] }),
  finding('mailbox/message-too-large', { messages: 1, folders: [] }),
  finding('target/recipient-not-found', { emailAddress: 'usera@contoso.com' }),
  finding('target/recipient-not-found', { emailAddress: 'usera@contoso.com', primaryOnly: true }),
  ...UNSUITABLE_KINDS.map((kind) =>
    finding('target/recipient-not-a-mailbox', { emailAddress: 'a@contoso.com', type: 'RoomMailbox', kind }),
  ),
  finding('target/recipient-not-a-mailbox', {
    ...{ emailAddress: 'usera@contoso.com', type: 'UserMailbox' },
    ...{ kind: 'deleted-too', name: 'User A' },
  }),
  ...[['contoso.com'], ['contoso.com', 'contoso.org']].map((targetDomains) =>
    finding('target/foreign-domain', { domain: 'fabrikam.com', targetDomains }),
  ),
  ...[{}, { status: 'Synced' }].map((state) =>
    finding('target/batch-exists', {
      name: 'Sales',
      kind: 'user',
      emailAddress: 'usera@contoso.com',
      ...state,
    }),
  ),
  finding('target/batch-name', { name: 'a'.repeat(65), problem: 'too-long' }),
  ...REFUSALS.flatMap((code) => SIGN_IN_FORMS.map((form) => finding(code, { form }))),
  ...REFUSALS.flatMap((code) => PROVIDERS.map((provider) => finding(code, { form: 'address', provider }))),
  ...(['login/rejected', 'login/not-authorized', 'login/imap-disabled'] as const).flatMap((code) =>
    SIGN_IN_FORMS.flatMap((form) => SERVER_PROFILES.map(({ id }) => finding(code, { form, software: id }))),
  ),
  ...TRANSIENT.flatMap((code) => [
    finding(code, { attempts: 0 }),
    finding(code, { attempts: 1, phase: 'connect', seconds: 1, backoffMs: 900 }),
    finding(code, { attempts: 2, phase: 'LOGOUT' }),
    ...PROVIDERS.map((provider) => finding(code, { attempts: 1, provider })),
    ...SERVER_PROFILES.map(({ id }) => finding(code, { attempts: 1, phase: 'login', software: id })),
  ]),
];

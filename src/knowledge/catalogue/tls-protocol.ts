import type { CodeArguments, CodesOf } from '../../model/code.js';
import { SECTIONS } from '../articles.js';
import type { Entry } from '../entry.js';
import { ENCRYPTION_PAGE, SSL_TEST, testAvailability } from './steps.js';
import { HANDSHAKE_FAULTS } from './tls-faults.js';
import { tlsVersions } from './words.js';

/** The chain of messages that Test-MigrationServerAvailability shows when TLS cannot be agreed on. */
function noCommonAlgorithm({ server }: { server: string }): string {
  return [
    `Microsoft.Exchange.Migration.MigrationServerConnectionFailedException: The connection to the server '${server}' could not be completed.`,
    'Microsoft.Exchange.Connections.Common.RemoteNetworkErrorTransientException: We were unable to reach your email provider. Please check your server settings, or try again later.',
    'Microsoft.Exchange.Connections.Common.SslStreamFailureException: TLS negotiation failed.',
    'System.ComponentModel.Win32Exception: The client and server cannot communicate, because they do not possess a common algorithm.',
  ].join('\n');
}

const TURN_ON_TLS_1_2 =
  'Turn on TLS 1.2 for the IMAP service, or update the server software or its operating system to a version that has it.';

/** Exchange 2010 cannot be mended: what Microsoft's article offers instead. */
const OTHER_WAYS = [
  'Use a cutover migration over RPC over HTTP (Outlook Anywhere) instead of IMAP (https://learn.microsoft.com/exchange/mailbox-migration/cutover-migration-to-office-365).',
  'Or use a hybrid migration with the Mailbox Replication Service (MRS): full, Minimal, or Express hybrid (https://learn.microsoft.com/exchange/mailbox-migration/use-minimal-hybrid-to-quickly-migrate). The mail migration advisor helps to choose (https://learn.microsoft.com/exchange/mail-migration-jump).',
  'Or export the mailboxes to PST files and import them by network upload (https://learn.microsoft.com/microsoft-365/compliance/use-network-upload-to-import-pst-files).',
  'Or import the PST files by drive shipping (https://learn.microsoft.com/microsoft-365/compliance/use-drive-shipping-to-import-pst-files-to-office-365).',
];

type Legacy = CodeArguments['tls/legacy-only'];

/** Releases of Exchange that have no TLS 1.2 for IMAP, whatever is turned on. */
const WITHOUT_TLS_1_2 = /^Exchange Server (?:2003|2007|2010)$/;

function legacyCause({ versions, exchange2010, product, probable }: Legacy): string {
  const offer = `The server offers ${versions.length === 0 ? 'old versions of TLS' : tlsVersions(versions)} and nothing newer; Exchange Online needs TLS 1.2.`;
  if (exchange2010) {
    const who = probable
      ? 'Its certificate looks like the one that Exchange setup makes, so it is probably Exchange Server 2010'
      : 'It answers as Exchange Server 2010 does';
    return `${offer} ${who}, whose IMAP service is hard-coded to TLS 1.0, so IMAP migration cannot work.`;
  }
  if (product === undefined) return offer;
  return WITHOUT_TLS_1_2.test(product)
    ? `${offer} It is ${product}, which has no TLS 1.2, so IMAP migration cannot work.`
    : `${offer} By its greeting it is ${product}.`;
}

function legacyFix({ exchange2010, product = '' }: Legacy): string[] {
  if (exchange2010 || WITHOUT_TLS_1_2.test(product)) {
    return [
      ...OTHER_WAYS,
      `If the server is not ${exchange2010 ? 'Exchange 2010' : product} after all: ${TURN_ON_TLS_1_2.charAt(0).toLowerCase()}${TURN_ON_TLS_1_2.slice(1)}`,
      SSL_TEST,
    ];
  }
  return [
    TURN_ON_TLS_1_2,
    SSL_TEST,
    'If the server is Exchange 2010, its IMAP service cannot do TLS 1.2; choose one of the ways below.',
    ...OTHER_WAYS,
  ];
}

const OFFER_A_SUITE = `Let the server offer a cipher suite that Microsoft lists (${ENCRYPTION_PAGE}), such as \`TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384\` or \`TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256\` with TLS 1.2.`;

const NO_TLS_1_3 =
  'Microsoft does not document whether IMAP migration can use TLS 1.3. TLS 1.2 is what it is known to use.';

const UNLISTED: Record<
  CodeArguments['tls/unlisted-cipher']['kind'],
  { offer: string; cause: string; fix: string }
> = {
  'tls-1.3-only': {
    offer: 'offers TLS 1.3 only',
    cause: NO_TLS_1_3,
    fix: 'Turn on TLS 1.2 on the server beside TLS 1.3.',
  },
  'tls-1.3-beside': {
    offer: 'offers TLS 1.3, and with TLS 1.2 none of the cipher suites that Microsoft lists',
    cause: NO_TLS_1_3,
    fix: 'Let the server take more cipher suites with TLS 1.2.',
  },
  'ecdsa-only': {
    offer: 'offers only cipher suites for ECDSA certificates',
    cause:
      'Microsoft lists the RSA suites only and does not document whether IMAP migration accepts the ECDSA ones.',
    fix: 'Install a certificate with an RSA key, alone or beside the ECDSA one.',
  },
  'unlisted-curve': {
    offer: 'has the right cipher suites, and takes no elliptic curve that Windows offers as it comes',
    cause:
      'Windows, on which Exchange Online stands, offers curve25519, P-256 and P-384 by default. Microsoft does not document which curves IMAP migration uses.',
    fix: 'Let the server take the curve P-256 or P-384 too.',
  },
};

/** Versions, cipher suites and the handshake itself. */
export const TLS_PROTOCOL = {
  'tls/legacy-only': {
    rating: 'error',
    title: 'The server has no TLS 1.2',
    message: noCommonAlgorithm,
    cause: legacyCause,
    fix: legacyFix,
    effect: 'endpoint',
    owner: 'mail-admin',
    kb: SECTIONS.exchange2010Workaround,
    example: { server: 'mail.contoso.com', versions: ['TLSv1'], exchange2010: true },
  },
  'tls/no-common-cipher': {
    rating: 'error',
    title: 'The server shares no cipher suite with Exchange Online',
    message: noCommonAlgorithm,
    cause: ({ cipher }) =>
      `The server does TLS 1.2, but with none of the cipher suites that Microsoft lists for Exchange Online.${
        cipher === undefined
          ? ' It took no other suite of current software either: its suites are unusual, or it has no usable certificate.'
          : ` It chose ${cipher}.`
      }`,
    fix: ({ server }) => [
      OFFER_A_SUITE,
      'Install a certificate with an RSA key: the listed suites of TLS 1.2 need one.',
      SSL_TEST,
      testAvailability(server),
    ],
    effect: 'endpoint',
    owner: 'mail-admin',
    kb: SECTIONS.exchange2010Symptoms,
    example: { server: 'imap.contoso.com', cipher: 'DHE-RSA-AES256-SHA256' },
  },
  'tls/unlisted-cipher': {
    rating: 'warning',
    title: 'Only TLS that Microsoft does not list',
    message: (args) =>
      `${args.server} ${UNLISTED[args.kind].offer}.${args.cipher === undefined ? '' : ` It chose ${args.cipher}${args.curve === undefined ? '' : ` with the curve ${args.curve}`}.`}`,
    cause: ({ kind }) => UNLISTED[kind].cause,
    fix: ({ server, kind }) => [UNLISTED[kind].fix, OFFER_A_SUITE, testAvailability(server)],
    effect: 'risk',
    owner: 'mail-admin',
    kb: SECTIONS.exchange2010Cause,
    example: { server: 'imap.contoso.com', kind: 'ecdsa-only', cipher: 'ECDHE-ECDSA-AES256-GCM-SHA384' },
  },
  'tls/handshake-failed': {
    rating: 'error',
    title: 'No TLS connection came about',
    message: ({ server, port, kind }) => `${server} ${HANDSHAKE_FAULTS[kind].did} on port ${port}.`,
    cause: ({ kind }) => HANDSHAKE_FAULTS[kind].cause,
    fix: ({ server, port, kind, starttls }) => [
      ...HANDSHAKE_FAULTS[kind].fix,
      ...(HANDSHAKE_FAULTS[kind].isWrongPort
        ? [
            'Use port 993 with `--security ssl`, or port 143 with `--security tls`, and the same pair in the endpoint.',
          ]
        : []),
      ...(starttls ? ['Use port 993 with SSL instead, if the server has it.'] : []),
      SSL_TEST,
      testAvailability(server, port),
    ],
    effect: 'endpoint',
    owner: 'mail-admin',
    kb: SECTIONS.exchange2010Symptoms,
    example: { server: 'imap.contoso.com', port: 993, kind: 'reset' },
  },
  'tls/starttls-missing': {
    rating: 'error',
    title: 'The server offers no STARTTLS',
    message: ({ server, port, kind }) =>
      kind === 'masked'
        ? `Something on the way to ${server} overwrites its offer of STARTTLS on port ${port}.`
        : `${server} does not offer STARTTLS on port ${port}.`,
    cause: ({ kind }) =>
      kind === 'masked'
        ? 'A capability has been replaced by a row of X, as firewalls that inspect mail do (Cisco ASA, for example). With the security setting Tls, Exchange Online needs STARTTLS.'
        : 'STARTTLS is turned off, no certificate is installed, or a firewall removes the offer. With the security setting Tls, Exchange Online needs it.',
    fix: ({ kind }) => {
      const firewall = 'Turn off the inspection of IMAP in the firewall, which may hide STARTTLS.';
      const port = 'Use port 993 with SSL instead, if the server has it.';
      const install = 'Install a certificate and turn on STARTTLS in the settings of the IMAP service.';
      return kind === 'masked' ? [firewall, port] : [port, install, firewall];
    },
    effect: 'endpoint',
    owner: 'mail-admin',
    kb: SECTIONS.notCompleted,
    example: { server: 'imap.contoso.com', port: 143 },
  },
  'tls/legacy-enabled': {
    rating: 'notice',
    title: 'Old TLS versions are still on',
    message: ({ server, versions }) =>
      `${server} still takes ${tlsVersions(versions)} beside newer versions.`,
    cause: 'The server is set up for old mail programs. Exchange Online does not use these versions.',
    fix: [
      'Turn off TLS 1.0 and 1.1 when no mail program needs them any more; the migration does not depend on it.',
    ],
    effect: 'risk',
    owner: 'mail-admin',
    kb: SECTIONS.exchange2010Related,
    example: { server: 'imap.contoso.com', versions: ['TLSv1', 'TLSv1.1'] },
  },
} as const satisfies { [C in CodesOf<'tls'>]?: Entry<C> };

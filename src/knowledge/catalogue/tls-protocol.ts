import type { CodeArguments, CodesOf } from '../../model/code.js';
import { SECTIONS } from '../articles.js';
import type { Entry } from '../entry.js';
import { ENCRYPTION_PAGE, SSL_TEST, testAvailability } from './steps.js';
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

function legacyFix({ exchange2010 }: CodeArguments['tls/legacy-only']): string[] {
  if (!exchange2010) {
    return [
      TURN_ON_TLS_1_2,
      SSL_TEST,
      'If the server is Exchange 2010, its IMAP service cannot do TLS 1.2; choose one of the ways below.',
      ...OTHER_WAYS,
    ];
  }
  return [
    ...OTHER_WAYS,
    `If the server is not Exchange 2010 after all: ${TURN_ON_TLS_1_2.charAt(0).toLowerCase()}${TURN_ON_TLS_1_2.slice(1)}`,
    SSL_TEST,
  ];
}

const HANDSHAKE_FAILURES: Record<CodeArguments['tls/handshake-failed']['kind'], string> = {
  'plain-text': 'answered in plain text where TLS was expected',
  reset: 'closed the connection during the TLS handshake',
  timeout: 'did not finish the TLS handshake in time',
  other: 'did not complete the TLS handshake',
};

const OFFER_A_SUITE = `Let the server offer a cipher suite that Microsoft lists (${ENCRYPTION_PAGE}), such as \`TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384\` or \`TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256\` with TLS 1.2.`;

/** Versions, cipher suites and the handshake itself. */
export const TLS_PROTOCOL = {
  'tls/legacy-only': {
    rating: 'error',
    title: 'The server has no TLS 1.2',
    message: noCommonAlgorithm,
    cause: ({ versions, exchange2010 }) =>
      `The server offers ${versions.length === 0 ? 'old versions of TLS' : tlsVersions(versions)} and nothing newer; Exchange Online needs TLS 1.2.${
        exchange2010
          ? ' It is Exchange Server 2010, whose IMAP service is hard-coded to TLS 1.0, so IMAP migration cannot work.'
          : ''
      }`,
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
        cipher === undefined ? '' : ` It chose ${cipher}.`
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
    message: ({ server, kind, cipher }) =>
      `${
        kind === 'tls-1.3-only'
          ? `${server} offers TLS 1.3 only.`
          : `${server} offers only cipher suites for ECDSA certificates.`
      }${cipher === undefined ? '' : ` It chose ${cipher}.`}`,
    cause: ({ kind }) =>
      kind === 'tls-1.3-only'
        ? 'Microsoft does not document whether IMAP migration can use TLS 1.3. TLS 1.2 is what it is known to use.'
        : 'Microsoft lists the RSA suites only and does not document whether IMAP migration accepts the ECDSA ones.',
    fix: ({ server, kind }) => [
      kind === 'tls-1.3-only'
        ? 'Turn on TLS 1.2 on the server beside TLS 1.3.'
        : 'Install a certificate with an RSA key, alone or beside the ECDSA one.',
      OFFER_A_SUITE,
      testAvailability(server),
    ],
    effect: 'risk',
    owner: 'mail-admin',
    kb: SECTIONS.exchange2010Cause,
    example: { server: 'imap.contoso.com', kind: 'ecdsa-only', cipher: 'ECDHE-ECDSA-AES256-GCM-SHA384' },
  },
  'tls/handshake-failed': {
    rating: 'error',
    title: 'No TLS connection came about',
    message: ({ server, port, kind }) => `${server} ${HANDSHAKE_FAILURES[kind]} on port ${port}.`,
    cause: ({ kind }) =>
      kind === 'plain-text'
        ? 'The port speaks plain IMAP or another protocol. Port and security setting do not belong together.'
        : 'The TLS settings of the server are broken, its certificate has no private key, or a firewall or proxy breaks the connection.',
    fix: ({ server, kind }) => [
      ...(kind === 'plain-text'
        ? []
        : ['Make sure that a certificate is bound to the IMAP service, then restart the service.']),
      'Use port 993 with `--security ssl`, or port 143 with `--security tls`, and the same pair in the endpoint.',
      ...(kind === 'plain-text' ? ['Turn on SSL for this port on the server.'] : []),
      'Make sure that no firewall or mail filter in between inspects or breaks TLS.',
      SSL_TEST,
      testAvailability(server),
    ],
    effect: 'endpoint',
    owner: 'mail-admin',
    kb: SECTIONS.exchange2010Symptoms,
    example: { server: 'imap.contoso.com', port: 993, kind: 'reset' },
  },
  'tls/starttls-missing': {
    rating: 'error',
    title: 'The server offers no STARTTLS',
    message: ({ server, port }) => `${server} does not offer STARTTLS on port ${port}.`,
    cause:
      'STARTTLS is turned off, no certificate is installed, or a firewall removes the offer. With the security setting Tls, Exchange Online needs it.',
    fix: [
      'Use port 993 with SSL instead, if the server has it.',
      'Install a certificate and turn on STARTTLS in the settings of the IMAP service.',
      'Turn off the inspection of IMAP in the firewall, which may hide STARTTLS.',
    ],
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

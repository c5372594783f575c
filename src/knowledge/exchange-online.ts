/**
 * What Exchange Online is known to do and to take. Microsoft changes such figures: each carries the page it is
 * from and that page's date.
 */

interface Dated {
  /** Date of the page. */
  readonly asOf: string;
  readonly source: string;
}

const LEARN = 'https://learn.microsoft.com';
const TROUBLESHOOTING = `${LEARN}/exchange/troubleshoot/move-or-migrate-mailboxes/troubleshoot-issues-with-imap-mailbox-migration`;
const ENCRYPTION = `${LEARN}/purview/technical-reference-details-about-encryption`;

/**
 * Limits of one CSV file; the header is not one of the rows. `advisedRows` is the size of Microsoft's example:
 * four batches of 2,500 users rather than one of 10,000.
 * As of 2024-01-24:
 * https://learn.microsoft.com/exchange/troubleshoot/move-or-migrate-mailboxes/troubleshoot-issues-with-imap-mailbox-migration
 */
export const CSV_LIMITS = {
  maxRows: 50_000,
  maxBytes: 10 * 1024 * 1024,
  advisedRows: 2_500,
  asOf: '2024-01-24',
  source: TROUBLESHOOTING,
} as const satisfies Dated & Record<string, unknown>;

/**
 * Exchange Online gives up connecting "after 00:00:15".
 * As of 2024-01-24:
 * https://learn.microsoft.com/exchange/troubleshoot/move-or-migrate-mailboxes/troubleshoot-issues-with-imap-mailbox-migration
 */
export const CONNECT_TIMEOUT = {
  seconds: 15,
  asOf: '2024-01-24',
  source: TROUBLESHOOTING,
} as const satisfies Dated & Record<string, unknown>;

/**
 * Connections that a migration endpoint opens at once. Microsoft's pages disagree: 20 here, 10 or 20 in the
 * performance guide, 100 in New-MigrationEndpoint (2026-08); all agree on the maximum.
 * As of 2024-01-24:
 * https://learn.microsoft.com/exchange/troubleshoot/move-or-migrate-mailboxes/troubleshoot-issues-with-imap-mailbox-migration
 * and https://learn.microsoft.com/powershell/module/exchange/new-migrationendpoint
 */
export const CONCURRENCY = {
  migrations: 20,
  incrementalSyncs: 10,
  maximum: 100,
  asOf: '2024-01-24',
  source: TROUBLESHOOTING,
} as const satisfies Dated & Record<string, unknown>;

export interface CipherSuite {
  readonly iana: string;
  readonly openssl: string;
  readonly forwardSecrecy: boolean;
}

/** The date that the page bears, though parts of it are younger. */
const ENCRYPTION_PAGE = { asOf: '2019-09-11', source: ENCRYPTION } as const satisfies Dated;

/**
 * TLS 1.2 suites that Microsoft lists as supported, strongest first. No ECDSA, DHE, ChaCha20 or TLS 1.3 suite
 * is listed. As of 2019-09-11: https://learn.microsoft.com/purview/technical-reference-details-about-encryption
 */
export const CIPHER_SUITES = {
  listed: [
    suite('TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384', 'ECDHE-RSA-AES256-GCM-SHA384'),
    suite('TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'ECDHE-RSA-AES128-GCM-SHA256'),
    suite('TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384', 'ECDHE-RSA-AES256-SHA384'),
    suite('TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256', 'ECDHE-RSA-AES128-SHA256'),
    suite('TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA', 'ECDHE-RSA-AES256-SHA'),
    suite('TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA', 'ECDHE-RSA-AES128-SHA'),
    suite('TLS_RSA_WITH_AES_256_GCM_SHA384', 'AES256-GCM-SHA384'),
    suite('TLS_RSA_WITH_AES_128_GCM_SHA256', 'AES128-GCM-SHA256'),
  ],
  /**
   * The same suites with an ECDSA certificate, which the page does not list. Schannel, on which Office 365
   * stands, knows them: https://learn.microsoft.com/windows/win32/secauthn/cipher-suites-in-schannel
   */
  ecdsaTwins: [
    suite('TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384', 'ECDHE-ECDSA-AES256-GCM-SHA384'),
    suite('TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256', 'ECDHE-ECDSA-AES128-GCM-SHA256'),
    suite('TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384', 'ECDHE-ECDSA-AES256-SHA384'),
    suite('TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256', 'ECDHE-ECDSA-AES128-SHA256'),
    suite('TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA', 'ECDHE-ECDSA-AES256-SHA'),
    suite('TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA', 'ECDHE-ECDSA-AES128-SHA'),
  ],
  ...ENCRYPTION_PAGE,
} as const satisfies Dated & Record<string, unknown>;

function suite(iana: string, openssl: string): CipherSuite {
  return { iana, openssl, forwardSecrecy: iana.startsWith('TLS_ECDHE_') };
}

/** `ciphers` of node:tls: the listed suites, in Microsoft's order. */
export const LISTED_CIPHERS: string = opensslList(CIPHER_SUITES.listed);

/** The same for their ECDSA twins. */
export const ECDSA_CIPHERS: string = opensslList(CIPHER_SUITES.ecdsaTwins);

/**
 * The curves that Windows offers as it comes, in its order; Microsoft does not say which of them IMAP migration
 * uses. In FIPS mode the first is missing. `openssl`: what a handshake may call it.
 * As of 2020-06-10: https://learn.microsoft.com/windows/win32/secauthn/tls-elliptic-curves-in-windows-10-1607-and-later
 */
export const CURVES = {
  listed: [
    { windows: 'curve25519', openssl: ['X25519'] },
    { windows: 'NistP256', openssl: ['P-256', 'prime256v1'] },
    { windows: 'NistP384', openssl: ['P-384', 'secp384r1'] },
  ],
  asOf: '2020-06-10',
  source: `${LEARN}/windows/win32/secauthn/tls-elliptic-curves-in-windows-10-1607-and-later`,
} as const satisfies Dated & Record<string, unknown>;

/** `ecdhCurve` of node:tls. */
export const LISTED_CURVES: string = CURVES.listed.map(({ openssl: [name] }) => name).join(':');

function opensslList(suites: readonly CipherSuite[]): string {
  return suites.map((one) => one.openssl).join(':');
}

/**
 * What a certificate should have. Microsoft documents no key length and no lead time for IMAP migration; 2048
 * bits is what public authorities must issue, and 30 days leave time to renew before a migration that runs for
 * weeks. As of 2026-01-01: https://cabforum.org/working-groups/server/baseline-requirements/requirements/ (6.1.5)
 */
export const CERTIFICATE = {
  minRsaBits: 2048,
  expiryWarningDays: 30,
  asOf: '2026-01-01',
  source: 'https://cabforum.org/working-groups/server/baseline-requirements/requirements/',
} as const satisfies Dated & Record<string, unknown>;

const MEGABYTE = 1024 * 1024;
const GIGABYTE = 1024 * MEGABYTE;

/**
 * What is migrated of a mailbox: the newest items up to a number, and no message that is larger.
 * As of 2024-01-24:
 * https://learn.microsoft.com/exchange/troubleshoot/move-or-migrate-mailboxes/troubleshoot-issues-with-imap-mailbox-migration
 */
export const MAILBOX_LIMITS = {
  maxItems: 500_000,
  maxMessageBytes: 35 * MEGABYTE,
  asOf: '2024-01-24',
  source: TROUBLESHOOTING,
} as const satisfies Dated & Record<string, unknown>;

/**
 * What a target mailbox holds. Microsoft's pre-scan flags folders above a million items; the quotas are those of
 * Plan 1 and Plan 2, and a mailbox may have another.
 * As of 2026-08-01: https://learn.microsoft.com/exchange/mailbox-migration/source-mailbox-analysis-google-imap and
 * https://learn.microsoft.com/office365/servicedescriptions/exchange-online-service-description/exchange-online-limits
 */
export const TARGET_LIMITS = {
  quotaBytes: 50 * GIGABYTE,
  largerQuotaBytes: 100 * GIGABYTE,
  maxFolderItems: 1_000_000,
  asOf: '2026-08-01',
  source: `${LEARN}/exchange/mailbox-migration/source-mailbox-analysis-google-imap`,
} as const satisfies Dated & Record<string, unknown>;

/**
 * Days that a mailbox of a size took: half of all, and nine in ten, took no longer. Measured over migrations in
 * general; above the last size nothing is promised.
 * As of 2024-07-22: https://learn.microsoft.com/exchange/mailbox-migration/office-365-migration-best-practices
 */
export const MIGRATION_DAYS = {
  classes: [
    { below: 10 * GIGABYTE, half: 1, most: 7 },
    { below: 50 * GIGABYTE, half: 3, most: 14 },
    { below: 100 * GIGABYTE, half: 3, most: 30 },
    { below: 200 * GIGABYTE, half: 8, most: 45 },
  ],
  asOf: '2024-07-22',
  source: `${LEARN}/exchange/mailbox-migration/office-365-migration-best-practices`,
} as const satisfies Dated & Record<string, unknown>;

/** What Gmail lets IMAP clients download of one account in a day. As of 2026-01-01: https://support.google.com/a/answer/1071518 */
export const GMAIL_BANDWIDTH = {
  bytesPerDay: 2_500 * MEGABYTE,
  asOf: '2026-01-01',
  source: 'https://support.google.com/a/answer/1071518',
} as const satisfies Dated & Record<string, unknown>;

/** As of 2026-08-01: https://learn.microsoft.com/powershell/module/exchange/new-migrationbatch */
export const BATCH_NAME = {
  maxLength: 64,
  asOf: '2026-08-01',
  source: `${LEARN}/powershell/module/exchange/new-migrationbatch`,
} as const satisfies Dated & Record<string, unknown>;

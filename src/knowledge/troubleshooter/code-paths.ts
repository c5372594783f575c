import type { Code } from '../../model/code.js';
import type { PathStep, Proof } from './path.js';
import { NOT_COMPLETED, TIMED_OUT } from './paths/connection.js';
import { COLUMN_COUNT, EMPTY_FILE, MISSING_COLUMN, TOO_MANY_ROWS } from './paths/csv.js';
import { DUPLICATES, MAILBOX_FULL } from './paths/gmail.js';
import { RESTRICTIONS, SUPER_USER } from './paths/other.js';
import { RECIPIENT } from './paths/recipient.js';
import { SIGN_IN } from './paths/sign-in.js';
import { CONNECTION_LIMITS, INTRUSION, WAIT } from './paths/slow.js';
import { BATCH_EXISTS } from './paths/start.js';
import { TLS } from './paths/tls.js';
import * as proofs from './proofs.js';

const OVERLOADED = [CONNECTION_LIMITS, INTRUSION, WAIT];

/**
 * The steps of the articles that a code walks after its own remedies. A code that is absent is known so exactly that
 * its own remedies are all: a row with a bad address needs nobody to look for a firewall.
 */
export const CODE_STEPS: { [C in Code]?: readonly PathStep[] } = {
  'csv/empty-file': EMPTY_FILE.steps,
  'csv/too-many-rows': TOO_MANY_ROWS.steps,
  'csv/missing-column': MISSING_COLUMN.steps,
  'csv/wrong-column-count': COLUMN_COUNT.steps,
  'dns/not-an-fqdn': NOT_COMPLETED.steps.slice(0, 2),
  'dns/not-resolvable': NOT_COMPLETED.steps,
  'dns/not-public': NOT_COMPLETED.steps.slice(0, 2),
  'tcp/timeout': TIMED_OUT.steps,
  'tcp/refused': TIMED_OUT.steps,
  'tcp/unreachable': TIMED_OUT.steps,
  'tls/legacy-only': TLS.steps,
  'tls/no-common-cipher': TLS.steps,
  'imap/no-greeting': TIMED_OUT.steps,
  'imap/refused': OVERLOADED,
  'imap/connection-limit': OVERLOADED,
  'login/rejected': SIGN_IN.steps,
  'login/app-password-required': SIGN_IN.steps.slice(0, 1),
  'login/web-login-required': SIGN_IN.steps.slice(0, 1),
  'login/imap-disabled': SIGN_IN.steps.slice(2, 3),
  'login/expired': SIGN_IN.steps.slice(0, 1),
  // The password was taken: what the account may do is in question first.
  'login/not-authorized': [...SIGN_IN.steps.slice(3), ...SIGN_IN.steps.slice(0, 3)],
  'login/dropped': OVERLOADED,
  'login/unavailable': [WAIT, CONNECTION_LIMITS, INTRUSION],
  'login/throttled': OVERLOADED,
  'login/too-many-connections': OVERLOADED,
  'mailbox/list-failed': SUPER_USER.steps,
  'mailbox/gmail-folders': DUPLICATES.steps,
  'mailbox/too-many-items': RESTRICTIONS.steps,
  'mailbox/message-too-large': RESTRICTIONS.steps,
  'mailbox/over-target-quota': MAILBOX_FULL.steps,
  'target/recipient-not-found': RECIPIENT.steps,
  'target/recipient-not-a-mailbox': [...RECIPIENT.steps].reverse(),
  'target/foreign-domain': RECIPIENT.steps.slice(1),
  'target/batch-exists': BATCH_EXISTS.steps,
};

/** What finds a code again, by the family it belongs to. */
const FAMILY_PROOFS: Readonly<Record<string, readonly Proof[]>> = {
  csv: [proofs.CSV_CHECK],
  dns: [proofs.DNS_CHECK],
  tcp: [proofs.TCP_CHECK],
  tls: [proofs.TLS_CHECK],
  imap: [proofs.IMAP_CHECK],
  login: [proofs.SIGN_IN_CHECK],
  mailbox: [proofs.AUDIT_CHECK, proofs.MAILBOX_CHECK],
  target: [proofs.RECIPIENTS_CHECK, proofs.CSV_CHECK],
};

const CODE_PROOFS: { [C in Code]?: readonly Proof[] } = {
  'dns/lookup-failed': [proofs.RESOLVER_CHECK],
  'tls/certificate-untrusted': [proofs.CERTIFICATE_CHECK],
  'imap/connection-limit': [proofs.CONNECTIONS_CHECK],
  'login/timeout': [proofs.FEWER_CONNECTIONS_CHECK],
  'login/throttled': [proofs.FEWER_CONNECTIONS_CHECK],
  'login/too-many-connections': [proofs.CONNECTIONS_CHECK],
  'mailbox/list-failed': [proofs.MAILBOX_CHECK],
  'mailbox/gmail-folders': [proofs.MAILBOX_CHECK],
  'mailbox/public-folders': [proofs.MAILBOX_CHECK],
  'mailbox/slash-in-folder-name': [proofs.MAILBOX_CHECK],
  'mailbox/non-mail-folders': [proofs.MAILBOX_CHECK],
  'mailbox/over-target-quota': [proofs.QUOTA_CHECK, proofs.MAILBOX_CHECK],
  'target/foreign-domain': [proofs.DOMAIN_CHECK, proofs.CSV_CHECK],
  'target/batch-exists': [proofs.BATCH_NAME_CHECK, proofs.CSV_CHECK],
  'target/batch-name': [proofs.BATCH_NAME_CHECK, proofs.CSV_CHECK],
};

export function proofsOf(code: Code): readonly Proof[] {
  return CODE_PROOFS[code] ?? FAMILY_PROOFS[code.slice(0, code.indexOf('/'))] ?? [];
}

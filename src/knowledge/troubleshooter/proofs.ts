import type { Proof } from './path.js';

/** Names that stand for the user's own. */
const FILE = 'imap-preflight check users.csv';
const SERVER = '--server imap.contoso.com';
const SERVER_ALONE = `imap-preflight check ${SERVER}`;

export const CSV_CHECK: Proof = {
  run: FILE,
  shows: 'every fault of the file, with its row and line',
};
export const DNS_CHECK: Proof = {
  run: `${SERVER_ALONE} --only dns`,
  shows: 'whether the public resolvers know the name, and to which addresses it leads',
};
export const TCP_CHECK: Proof = {
  run: `${SERVER_ALONE} --only tcp`,
  shows: 'which ports answer from here; run it on a machine outside your network, where Microsoft stands too',
};
export const TLS_CHECK: Proof = {
  run: `${SERVER_ALONE} --only tls`,
  shows: 'TLS versions, cipher suites and the certificate, against what Exchange Online takes',
};
export const IMAP_CHECK: Proof = {
  run: `${SERVER_ALONE} --only imap`,
  shows: 'whether an IMAP service greets there, and which software it is',
};
export const ENDPOINT_CHECK: Proof = {
  run: SERVER_ALONE,
  shows: 'whether an endpoint with these settings can work',
};
export const SIGN_IN_CHECK: Proof = {
  run: `${FILE} ${SERVER} --rows 1-5`,
  shows: "which of these rows sign in, and the server's own words where one does not",
};
export const MAILBOX_CHECK: Proof = {
  run: `${FILE} ${SERVER}`,
  shows: 'for every row whether its folders can be listed, and which of them are in the way',
};
export const AUDIT_CHECK: Proof = {
  run: `${FILE} ${SERVER} --audit`,
  shows: 'the size of every mailbox, its number of messages, and those that are too large',
};
export const QUOTA_CHECK: Proof = {
  run: `${FILE} ${SERVER} --audit --target-quota 50GB`,
  shows: 'mailbox/over-target-quota for each mailbox that does not fit',
};
export const RECIPIENTS_CHECK: Proof = {
  run: `${FILE} --recipients mailboxes.csv`,
  shows: 'target/recipient-not-found for each address that no mailbox has',
};
export const DOMAIN_CHECK: Proof = {
  run: `${FILE} --target-domain contoso.com`,
  shows: 'target/foreign-domain for each address of another domain',
};
export const BATCH_NAME_CHECK: Proof = {
  run: `${FILE} --batch-name Contoso-Batch1 --existing-batches batches.csv`,
  shows: 'target/batch-exists where the name is taken',
};
export const CONNECTIONS_CHECK: Proof = {
  run: `${FILE} ${SERVER} --probe-connections 20`,
  shows: 'how many simultaneous connections the server bears',
};
export const CERTIFICATE_CHECK: Proof = {
  run: `${SERVER_ALONE} --only tls --accept-untrusted-certificates`,
  shows: 'the faults of the certificate as notices, as for an endpoint that accepts it',
};
export const FEWER_CONNECTIONS_CHECK: Proof = {
  run: `${FILE} ${SERVER} --concurrency 2 --timeout 60`,
  shows: 'whether the same rows sign in when the server is asked slowly',
};
export const RESOLVER_CHECK: Proof = {
  run: `${SERVER_ALONE} --only dns --resolver 9.9.9.9`,
  shows: 'what another public resolver says',
};

/** Why nothing here can tell. */
export const IN_MICROSOFT_365 = 'it is in Microsoft 365, which this program does not ask';
export const ONLY_THE_BATCH = 'it shows only while the batch runs';

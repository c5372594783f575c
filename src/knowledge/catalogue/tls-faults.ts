import type { CodeArguments } from '../../model/code.js';

type Kind = CodeArguments['tls/handshake-failed']['kind'];

interface FaultText {
  /** Follows the name of the server. */
  did: string;
  cause: string;
  fix: readonly string[];
  /** Port and security setting may not belong together. */
  isWrongPort?: true;
}

const NO_INSPECTION = 'Make sure that no firewall or mail filter in between inspects or breaks TLS.';
const BIND_CERTIFICATE =
  'Make sure that a certificate with its private key is bound to the IMAP service, then restart the service.';
const READ_LOG = 'Look into the log of the IMAP service for the time of this check.';
const BROKEN =
  'The TLS settings of the server are broken, its certificate has no private key, or a firewall or proxy breaks the connection.';
const REPEAT =
  'Repeat the check later or from another network with `--concurrency 1`, so that one connection is open at a time.';
const EXEMPT =
  'Exempt the address of this computer from the limits of the server and the firewall, and repeat.';

/** How TLS did not come about, by kind: what the server did, what it means, and what helps first. */
export const HANDSHAKE_FAULTS: Record<Kind, FaultText> = {
  'plain-text': {
    did: 'answered in plain text where TLS was expected',
    cause:
      'The port speaks plain IMAP or another protocol. Port and security setting do not belong together.',
    fix: ['Turn on SSL for this port on the server.', NO_INSPECTION],
    isWrongPort: true,
  },
  garbage: {
    did: 'answered with bytes that are no TLS',
    cause: 'Another service listens on the port, or a device in between breaks the connection.',
    fix: ['Make sure that the IMAP service is what listens on this port.', NO_INSPECTION],
    isWrongPort: true,
  },
  preauth: {
    did: 'signs everybody in without a password and before TLS',
    cause:
      'The greeting is PREAUTH, after which STARTTLS is not possible (RFC 9051 section 6.2.1). It is meant for local connections.',
    fix: ['Turn off the sign-in without a password for this port.'],
  },
  'tls-at-once': {
    did: 'waits for TLS from the first byte, where STARTTLS was asked for,',
    cause: 'Port and security setting do not belong together.',
    fix: ['Use `--security ssl` for this port, and Ssl in the endpoint.'],
  },
  'starttls-refused': {
    did: 'offers STARTTLS and refuses it',
    cause: 'STARTTLS is not set up to the end; usually the certificate is missing or cannot be read.',
    fix: [BIND_CERTIFICATE, READ_LOG],
  },
  'starttls-injected': {
    did: 'sent text between STARTTLS and TLS',
    cause:
      'Text that is not protected came where TLS should have begun: somebody in between injected it, or the server or a proxy has the flaw of CVE-2011-0411. No client may go on then (RFC 9051 section 11.1).',
    fix: [
      'Update the server software, and any mail proxy before it.',
      'Make sure that no device in between reads or changes IMAP.',
    ],
  },
  'client-certificate': {
    did: 'demands a certificate of the client',
    cause: 'The server uses mutual TLS. Exchange Online has no client certificate for IMAP migration.',
    fix: ['Turn off the demand for client certificates for the IMAP service, or offer a port without it.'],
  },
  'unknown-name': {
    did: 'does not know its own name',
    cause: 'The server, or a proxy before it, serves other names only (TLS alert unrecognized_name).',
    fix: ['Add this server name to the TLS settings of the server or the proxy, with its certificate.'],
  },
  'access-denied': {
    did: 'refuses TLS to this client',
    cause: 'The server or a device before it denies access (TLS alert access_denied).',
    fix: [
      'Look for a rule on the server or in the firewall that refuses this client; it may refuse Exchange Online as well.',
    ],
  },
  'server-fault': {
    did: 'broke the TLS handshake off with an internal error',
    cause: BROKEN,
    fix: [BIND_CERTIFICATE, READ_LOG],
  },
  'no-version': {
    did: 'takes no version of TLS',
    cause: 'The server has SSL 3.0 or older only, or no version of TLS is turned on.',
    fix: ['Turn on TLS 1.2 for the IMAP service.'],
  },
  'no-common': {
    did: 'found no cipher suite to agree on, in any version of TLS',
    cause:
      'Every cipher suite of current software was offered. Usually the service has no usable certificate, or no private key to it; otherwise its suites are too old, such as RC4 and 3DES.',
    fix: [BIND_CERTIFICATE, 'Turn on current cipher suites and TLS 1.2 on the server.'],
  },
  alert: {
    did: 'refused the TLS handshake',
    cause: BROKEN,
    fix: [READ_LOG, NO_INSPECTION],
  },
  'weak-key': {
    did: 'uses a key that is too short for TLS',
    cause: 'The key is shorter than TLS software takes today.',
    fix: ['Make a new key and a new certificate, and Diffie-Hellman parameters of 2048 bits at least.'],
  },
  'no-certificate': {
    did: 'sent no certificate',
    cause: 'No certificate is bound to the IMAP service.',
    fix: [BIND_CERTIFICATE],
  },
  'bad-certificate': {
    did: 'sent a certificate that cannot be read',
    cause: 'The certificate is damaged, or encoded in a way that TLS software does not take.',
    fix: ['Install a new certificate.', BIND_CERTIFICATE],
  },
  protocol: {
    did: 'broke the rules of TLS',
    cause: BROKEN,
    fix: [NO_INSPECTION, READ_LOG],
  },
  timeout: {
    did: 'did not finish the TLS handshake in time',
    cause:
      'Nothing, or not all of it, came within the time. The service hangs, is overloaded, or a firewall swallows TLS.',
    fix: ['Restart the IMAP service.', NO_INSPECTION],
    isWrongPort: true,
  },
  reset: {
    did: 'closed the connection during the TLS handshake',
    cause: BROKEN,
    fix: [BIND_CERTIFICATE, NO_INSPECTION],
    isWrongPort: true,
  },
  other: {
    did: 'did not complete the TLS handshake',
    cause: BROKEN,
    fix: [BIND_CERTIFICATE, NO_INSPECTION],
    isWrongPort: true,
  },
  throttled: {
    did: 'drops repeated TLS handshakes',
    cause:
      'The server took a handshake and later dropped an equal one, so that it limits them or is overloaded. Whether it takes TLS as Exchange Online makes it could not be told.',
    fix: [REPEAT, EXEMPT],
  },
  contradictory: {
    did: 'answers equal TLS handshakes in different ways',
    cause:
      'It took a cipher suite that Microsoft lists when everything was offered, and refused it when offered as Exchange Online does. Several servers with different settings may stand behind the name.',
    fix: [
      'Give all servers behind the name the same TLS settings, and repeat the check.',
      'Make sure that no device in between chooses which TLS it lets through.',
    ],
  },
};

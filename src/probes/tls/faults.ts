import type { HandshakeFault } from '../../model/code.js';
import type { HandshakeFailure } from '../../model/evidence.js';

interface Known {
  /** Node's code, which ends in OpenSSL's reason. */
  code: RegExp;
  kind: HandshakeFault;
  words: string;
}

/**
 * What OpenSSL reports, in words. Alerts are the server's own: RFC 8446 section 6.2, RFC 5246 section 7.2.2. The
 * names SSLV3, TLSV1 and TLSV13 tell where an alert was first defined, not what the server speaks.
 */
const KNOWN: readonly Known[] = [
  { code: /ALERT_PROTOCOL_VERSION$/, kind: 'no-version', words: 'TLS alert protocol_version' },
  {
    code: /_UNSUPPORTED_PROTOCOL$/,
    kind: 'no-version',
    words: 'the server answered in another version of TLS',
  },
  { code: /ALERT_INAPPROPRIATE_FALLBACK$/, kind: 'no-version', words: 'TLS alert inappropriate_fallback' },
  { code: /ALERT_HANDSHAKE_FAILURE$/, kind: 'no-common', words: 'TLS alert handshake_failure' },
  { code: /ALERT_INSUFFICIENT_SECURITY$/, kind: 'no-common', words: 'TLS alert insufficient_security' },
  {
    code: /_WRONG_CIPHER_RETURNED$/,
    kind: 'protocol',
    words: 'the server chose a suite that was not offered',
  },
  { code: /_WRONG_CURVE$/, kind: 'no-common', words: 'the server chose a curve that was not offered' },
  { code: /ALERT_INTERNAL_ERROR$/, kind: 'server-fault', words: 'TLS alert internal_error' },
  { code: /UNRECOGNIZED_NAME$/, kind: 'unknown-name', words: 'TLS alert unrecognized_name' },
  { code: /CERTIFICATE_REQUIRED$/, kind: 'client-certificate', words: 'TLS alert certificate_required' },
  { code: /ALERT_ACCESS_DENIED$/, kind: 'access-denied', words: 'TLS alert access_denied' },
  {
    code: /ALERT_(?:NO_CERTIFICATE|BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_UNKNOWN|UNKNOWN_CA)$/,
    kind: 'client-certificate',
    words: 'a TLS alert about the certificate of the client, who has none',
  },
  { code: /_ALERT_/, kind: 'alert', words: 'a TLS alert' },
  {
    code: /_DH_KEY_TOO_SMALL$|_BAD_DH_VALUE$/,
    kind: 'weak-key',
    words: 'the Diffie-Hellman key is too short',
  },
  { code: /_EE_KEY_TOO_SMALL$|_CA_KEY_TOO_SMALL$/, kind: 'weak-key', words: 'the key is too short' },
  {
    code: /_(?:NO_CERTIFICATES_RETURNED|PEER_DID_NOT_RETURN_A_CERTIFICATE|MISSING_RSA_CERTIFICATE)$/,
    kind: 'no-certificate',
    words: 'the server sent no certificate',
  },
  {
    code: /^ERR_OSSL_ASN1|_(?:BAD_ECPOINT|CERT_LENGTH_MISMATCH|UNABLE_TO_FIND_PUBLIC_KEY_PARAMETERS)$/,
    kind: 'bad-certificate',
    words: 'the certificate of the server cannot be read',
  },
  { code: /_UNEXPECTED_EOF_WHILE_READING$/, kind: 'reset', words: 'the server closed the connection' },
];

/** A failure that OpenSSL reports under this code, in words first. */
export function faultOf(code: string): HandshakeFailure {
  const known = KNOWN.find((entry) => entry.code.test(code));
  return {
    kind: known?.kind ?? 'protocol',
    detail: `${known?.words ?? 'the server does something that TLS does not know'} (${code})`,
  };
}

/** Kinds that a server under load, or a firewall before it, may answer once and not again. */
const DOUBTFUL: ReadonlySet<HandshakeFailure['kind']> = new Set<HandshakeFailure['kind']>([
  'reset',
  'timeout',
  'bye',
  'starttls-refused',
  'server-fault',
  'other',
]);

export function isDoubtful({ kind }: HandshakeFailure): boolean {
  return DOUBTFUL.has(kind);
}

/** Kinds in which the server ends the connection without a word on TLS. */
export function isHangUp({ kind }: HandshakeFailure): boolean {
  return kind === 'reset' || kind === 'bye';
}

/** Kinds that any other handshake would meet as well. */
const FINAL: ReadonlySet<HandshakeFailure['kind']> = new Set<HandshakeFailure['kind']>([
  'plain-text',
  'garbage',
  'not-imap',
  'silent',
  'preauth',
  'starttls-missing',
  'starttls-masked',
  'starttls-injected',
  'timeout',
]);

/** Whether there is nothing more to learn. To wait out a silent server once is enough. */
export function isFinal({ kind }: HandshakeFailure): boolean {
  return FINAL.has(kind);
}

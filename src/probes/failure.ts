import type { ConnectionFailure } from '../model/evidence.js';
import { clean } from './clean.js';

type Phase = ConnectionFailure['phase'];

/** A connection that ended before the answer came. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  constructor(readonly failure: ConnectionFailure) {
    super(failure.detail);
  }
}

const UNREACHABLE = new Set([
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'ENETDOWN',
  'EHOSTDOWN',
  'EACCES',
  'EPERM',
]);
const DROPPED = new Set([
  'ECONNRESET',
  'EPIPE',
  'ECONNABORTED',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ERR_SOCKET_CLOSED',
]);
/** `<thread>:error:<number>:<library>:<function>:<reason>:<file>:…`, of which only the reason is of use. */
const OPENSSL = /\b[0-9A-F]{8,}:error:[0-9A-F]+:[^:]*:[^:]*:([^:]+):/;
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_|ALTNAME/;

/** What a socket error means, and in which phase it came. */
export function failureOf(error: unknown, phase: Phase, signal?: AbortSignal): ConnectionFailure {
  if (signal?.aborted) return { kind: 'aborted', phase, detail: 'stopped before the answer came' };
  if (error instanceof ConnectionError) return error.failure;
  const { code = '', message = String(error) } = error as NodeJS.ErrnoException;
  const [line = ''] = message.split('\n', 1);
  const detail = clean(code === '' ? message : `${OPENSSL.exec(line)?.[1] ?? line} (${code})`, 200);
  if (code === 'ETIMEDOUT') return { kind: 'timeout', phase, detail };
  if (code === 'ECONNREFUSED') return { kind: 'refused', phase, detail };
  if (UNREACHABLE.has(code)) return { kind: 'unreachable', phase, detail };
  if (DROPPED.has(code)) return { kind: 'dropped', phase, detail };
  if (
    code.startsWith('ERR_SSL') ||
    code.startsWith('ERR_TLS') ||
    code === 'EPROTO' ||
    CERTIFICATE.test(code)
  ) {
    return { kind: 'tls', phase, detail };
  }
  return { kind: 'protocol', phase, detail };
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireProgram } from './available.js';
import { testCertificate } from './certificates.js';
import { onFreePorts, processDirectory, startDaemon } from './process.js';

interface Pair {
  cert: string;
  key: string;
}

export interface OpensslOptions {
  /** Default: the test certificate for localhost. */
  certificate?: Pair;
  /** A second one, of another kind of key. */
  second?: Pair;
  /** The one version offered. Default: TLS 1.2 and 1.3. */
  version?: 'tls1_2' | 'tls1_3';
  /** OpenSSL's cipher list for TLS 1.2. */
  ciphers?: string;
  /** OpenSSL's names of the curves it takes. */
  groups?: string;
  /** Its own order of suites counts, and these are its Diffie-Hellman parameters, as PEM. */
  dhparam?: string;
  /** The client has to show a certificate. */
  demandsCertificate?: true;
}

export interface OpensslServer {
  port: number;
  log(): string;
  stop(): Promise<void>;
}

/** `openssl s_server` on a free port of 127.0.0.1: TLS and, behind it, silence. One connection at a time. */
export async function opensslServer(options: OpensslOptions = {}): Promise<OpensslServer> {
  const program = requireProgram('openssl');
  const { path: directory, remove } = processDirectory('openssl');
  const file = (name: string, text: string) => {
    const path = join(directory, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  const pair = (name: string, { cert, key }: Pair) => file(name, `${key}\n${cert}`);
  const { version, ciphers, groups, dhparam, second, demandsCertificate } = options;
  const args = [
    ...['s_server', '-rev', '-cert', pair('first.pem', options.certificate ?? testCertificate('localhost'))],
    ...(second === undefined ? [] : ['-dcert', pair('second.pem', second)]),
    ...(version === undefined ? ['-min_protocol', 'TLSv1.2'] : [`-${version}`]),
    ...(ciphers === undefined ? [] : ['-cipher', ciphers]),
    ...(groups === undefined ? [] : ['-groups', groups]),
    ...(dhparam === undefined ? [] : ['-serverpref', '-dhparam', file('dhparam.pem', dhparam)]),
    ...(demandsCertificate ? ['-Verify', '1', '-verify_return_error'] : []),
  ];
  try {
    return await onFreePorts(1, async ([port = 0]) => {
      const daemon = await startDaemon(program, [...args, '-accept', `127.0.0.1:${port}`], /ACCEPT/);
      return { port, log: daemon.log, stop: () => daemon.stop().finally(remove) };
    });
  } catch (error) {
    remove();
    throw error;
  }
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireProgram } from './available.js';
import { testCertificate } from './certificates.js';
import { onFreePorts, processDirectory, startDaemon } from './process.js';

export interface StunnelOptions {
  /** Port of 127.0.0.1 to pass on to, in plain text. */
  to: number;
  /** The one version offered. Default TLSv1, as IMAP of Exchange Server 2010. */
  version?: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';
  /** OpenSSL's cipher list. Default: all, without a floor for their strength. */
  ciphers?: string;
  /** Default: the test certificate for localhost. */
  certificate?: { cert: string; key: string };
}

export interface Stunnel {
  port: number;
  log(): string;
  stop(): Promise<void>;
}

/** Puts a TLS front of one version before a plain port, on a free port of 127.0.0.1. */
export async function stunnel(options: StunnelOptions): Promise<Stunnel> {
  const program = requireProgram('stunnel');
  const { path: directory, remove } = processDirectory('stunnel');
  const { cert, key } = options.certificate ?? testCertificate('localhost');
  writeFileSync(join(directory, 'pair.pem'), `${key}\n${cert}`, { mode: 0o600 });
  const config = join(directory, 'stunnel.conf');
  try {
    return await onFreePorts(1, async ([port = 0]) => {
      writeFileSync(config, configuration(directory, port, options));
      const daemon = await startDaemon(program, [config], /Configuration successful/);
      return { port, log: daemon.log, stop: () => daemon.stop().finally(remove) };
    });
  } catch (error) {
    remove();
    throw error;
  }
}

function configuration(directory: string, port: number, { to, version, ciphers }: StunnelOptions): string {
  return `foreground = yes
pid =
syslog = no
debug = info
[front]
accept = 127.0.0.1:${port}
connect = 127.0.0.1:${to}
cert = ${directory}/pair.pem
sslVersion = ${version ?? 'TLSv1'}
ciphers = ${ciphers ?? 'ALL:@SECLEVEL=0'}
`;
}

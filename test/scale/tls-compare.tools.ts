import { spawn } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { TLS_VERSIONS, type TlsVersion } from '../../src/model/endpoint.js';
import { requireProgram } from '../servers/available.js';
import { dovecot } from '../servers/dovecot.js';
import { scriptedServer } from '../servers/scripted.js';
import { stunnel } from '../servers/stunnel.js';
import { check } from '../support/check.js';

export interface Port {
  port: number;
  security: 'ssl' | 'tls';
}

/** The versions that a tool found, and the milliseconds of its whole process. */
export interface Seen {
  versions: TlsVersion[];
  ms: number;
}

/** Asks `localhost` alone for nothing but TLS. */
export async function ours({ port, security }: Port): Promise<Seen> {
  const target = ['--server', 'localhost', '--allow-private-address', '--port', String(port)];
  const { report, ms } = await check(...target, '--security', security, '--only', 'tls');
  const spoken = report.endpoint?.tls?.versions ?? {};
  return { versions: TLS_VERSIONS.filter((version) => spoken[version]), ms };
}

const SSLSCAN = ['ciphersuites', 'groups', 'fallback', 'renegotiation', 'compression', 'heartbleed'];

/** Only what tells the versions: the rest of its work is no part of the comparison. */
export async function sslscan({ port, security }: Port): Promise<Seen> {
  const options = [...SSLSCAN.map((name) => `--no-${name}`), '--no-check-certificate', '--xml=-'];
  const starttls = security === 'tls' ? ['--starttls-imap'] : [];
  const { text, ms } = await run('sslscan', [...options, ...starttls, `127.0.0.1:${port}`]);
  const found = [...text.matchAll(/<protocol type="tls" version="([\d.]+)" enabled="1"/g)];
  return { versions: versionsOf(found.map(([, version = '']) => version)), ms };
}

/** `-p` asks for the versions alone; neither DNS nor any other host is needed. */
export async function testssl({ port, security }: Port): Promise<Seen> {
  const options = [
    '-p',
    '--color',
    '0',
    '--quiet',
    '--warnings',
    'off',
    '--nodns',
    'none',
    '--ip',
    '127.0.0.1',
  ];
  const own = ['--openssl', requireProgram('openssl'), ...(security === 'tls' ? ['-t', 'imap'] : [])];
  const { text, ms } = await run('testssl', [...options, ...own, `localhost:${port}`]);
  const found = [...text.matchAll(/^ TLS ([\d.]+) +offered/gm)];
  return { versions: versionsOf(found.map(([, version = '']) => version)), ms };
}

/** `1`, `1.0` and `1.2` as Node names them. */
function versionsOf(numbers: readonly string[]): TlsVersion[] {
  const names = numbers.map((number) => `TLSv${number.replace(/^1\.0$/, '1')}`);
  return TLS_VERSIONS.filter((version) => names.includes(version));
}

/** Scanners end with other statuses than 0 when they find something. */
function run(program: 'sslscan' | 'testssl', args: string[]): Promise<{ text: string; ms: number }> {
  const begun = performance.now();
  const child = spawn(requireProgram(program), args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const parts: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => parts.push(part));
  child.stderr.resume();
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () =>
      resolve({ text: Buffer.concat(parts).toString(), ms: performance.now() - begun }),
    );
  });
}

const ALL = { minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' } as const;

/** Ports by kind, each with the versions that it was told to speak. They end with the test. */
export const PORTS: [string, readonly TlsVersion[], () => Promise<Port>][] = [
  ...TLS_VERSIONS.map((version): [string, TlsVersion[], () => Promise<Port>] => [
    `stunnel, ${version} alone`,
    [version],
    async () => {
      const behind = await scriptedServer({ security: 'none' });
      const front = await stunnel({ to: behind.port, version });
      onTestFinished(async () => void (await Promise.all([front.stop(), behind.stop()])));
      return { port: front.port, security: 'ssl' };
    },
  ]),
  ['all versions', TLS_VERSIONS, () => scripted('ssl')],
  ['all versions, STARTTLS', TLS_VERSIONS, () => scripted('tls')],
  ['Dovecot', ['TLSv1.2', 'TLSv1.3'], () => realServer('ssl')],
  ['Dovecot, STARTTLS', ['TLSv1.2', 'TLSv1.3'], () => realServer('tls')],
];

async function scripted(security: 'ssl' | 'tls'): Promise<Port> {
  const server = await scriptedServer({ security, tls: ALL });
  onTestFinished(() => server.stop());
  return { port: server.port, security };
}

async function realServer(security: 'ssl' | 'tls'): Promise<Port> {
  const server = await dovecot({ users: 1, sslMinProtocol: 'TLSv1.2' });
  onTestFinished(() => server.stop());
  return { port: security === 'ssl' ? server.imaps : server.imap, security };
}

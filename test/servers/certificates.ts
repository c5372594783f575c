import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { processDirectory } from './process.js';

/** PEM of a leaf, of what a server sends behind it, and of its key. Fits into the options of node:tls. */
export interface TestCertificate {
  /** The chain as sent, the leaf first. */
  cert: string;
  key: string;
  /** Lowered where today's defaults of OpenSSL would not even load the certificate. */
  ciphers?: string;
}

export interface CertificateWish {
  /** Subject alternative names in OpenSSL's form, such as `DNS:localhost`. The first is the common name. */
  names?: string[];
  /** Days from now. Default -1 and 365. */
  validFrom?: number;
  validTo?: number;
  digest?: 'sha256' | 'sha1';
  key?: 'rsa-2048' | 'rsa-1024' | 'ecdsa';
  /** `unknown`: an authority that no file given out names. `intermediate`: one below the test authority. */
  issuer?: 'authority' | 'intermediate' | 'unknown' | 'self';
  /** Whether the intermediate is sent along. Default true. */
  fullChain?: boolean;
}

const LOOPBACK = ['DNS:localhost', 'IP:127.0.0.1', 'IP:::1'];
const LEGACY_CIPHERS = 'DEFAULT@SECLEVEL=0';

const WISHES = {
  localhost: {},
  expired: { validFrom: -60, validTo: -30 },
  'not-yet-valid': { validFrom: 30, validTo: 60 },
  'expires-soon': { validTo: 10 },
  'wrong-name': { names: ['DNS:mail.fabrikam.test'] },
  'self-signed': { issuer: 'self' },
  'unknown-authority': { issuer: 'unknown' },
  'full-chain': { issuer: 'intermediate' },
  'incomplete-chain': { issuer: 'intermediate', fullChain: false },
  'rsa-1024': { key: 'rsa-1024' },
  'sha-1': { digest: 'sha1' },
  ecdsa: { key: 'ecdsa' },
} satisfies Record<string, CertificateWish>;

export type CertificateKind = keyof typeof WISHES;
export const CERTIFICATE_KINDS = Object.keys(WISHES) as CertificateKind[];

/** A certificate by name, made once a process. All but `wrong-name` are for localhost, 127.0.0.1 and ::1. */
export function testCertificate(kind: CertificateKind): TestCertificate {
  return once(`kind ${kind}`, () => makeCertificate(WISHES[kind]));
}

/** PEM of the test authority, to trust. */
export function authority(): string {
  return signer('authority').cert;
}

/** Path of that PEM, for NODE_EXTRA_CA_CERTS of a child process. Gone when this process ends. */
export function authorityFile(): string {
  return once('authority file', () => {
    authority();
    return file('authority.pem');
  });
}

/** A certificate made to wish; not kept. */
export function makeCertificate(wish: CertificateWish): TestCertificate {
  const issuer = wish.issuer ?? 'authority';
  const keyFile = key(wish.key ?? 'rsa-2048');
  const name = `leaf-${count('leaf')}`;
  const by = issuer === 'self' ? undefined : signer(issuer);
  const leaf = sign({
    name,
    commonName: (wish.names ?? LOOPBACK)[0]?.replace(/^\w+:/, '') ?? 'localhost',
    keyFile,
    ...(by && { issuer: by }),
    validFrom: wish.validFrom ?? -1,
    validTo: wish.validTo ?? 365,
    digest: wish.digest ?? 'sha256',
    extensions: [
      'basicConstraints=critical,CA:FALSE',
      `keyUsage=critical,digitalSignature${wish.key === 'ecdsa' ? '' : ',keyEncipherment'}`,
      'extendedKeyUsage=serverAuth',
      `subjectAltName=${(wish.names ?? LOOPBACK).join(',')}`,
    ],
  });
  const sendsIssuer = issuer === 'intermediate' && wish.fullChain !== false;
  const legacy = wish.digest === 'sha1' || wish.key === 'rsa-1024';
  return {
    cert: sendsIssuer ? leaf + signer('intermediate').cert : leaf,
    key: readFileSync(keyFile, 'utf8'),
    ...(legacy && { ciphers: LEGACY_CIPHERS }),
  };
}

interface Signer {
  cert: string;
  certFile: string;
  keyFile: string;
}

const SIGNER_NAMES = {
  authority: 'imap-preflight test authority',
  intermediate: 'imap-preflight test intermediate',
  unknown: 'Authority that nobody knows',
};

function signer(id: keyof typeof SIGNER_NAMES): Signer {
  return once(`signer ${id}`, () => {
    const keyFile = key(`${id}-rsa-2048`);
    const cert = sign({
      name: id,
      commonName: SIGNER_NAMES[id],
      keyFile,
      ...(id === 'intermediate' && { issuer: signer('authority') }),
      // Longer than any leaf asked for, so that the leaf alone decides.
      validFrom: -3650,
      validTo: 3650,
      digest: 'sha256',
      extensions: ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign'],
    });
    return { cert, certFile: file(`${id}.pem`), keyFile };
  });
}

interface SigningRequest {
  name: string;
  commonName: string;
  keyFile: string;
  /** Absent: signs itself. */
  issuer?: Signer;
  validFrom: number;
  validTo: number;
  digest: string;
  extensions: string[];
}

/** `openssl ca` is the one command of OpenSSL 3.0 that takes the date on which a certificate begins. */
function sign(request: SigningRequest): string {
  const { name, issuer } = request;
  const out = file(`${name}.pem`);
  writeFileSync(file(`${name}.index`), '');
  writeFileSync(file(`${name}.cnf`), configuration(name, request.extensions));
  const config = ['-config', file(`${name}.cnf`)];
  openssl(
    'req',
    ...config,
    '-new',
    '-key',
    request.keyFile,
    '-out',
    file(`${name}.csr`),
    '-subj',
    `/CN=${request.commonName}`,
  );
  const by = issuer
    ? ['-cert', issuer.certFile, '-keyfile', issuer.keyFile]
    : ['-selfsign', '-keyfile', request.keyFile];
  const dates = ['-startdate', stamp(request.validFrom), '-enddate', stamp(request.validTo)];
  openssl(
    'ca',
    '-batch',
    '-notext',
    ...config,
    ...by,
    ...dates,
    '-md',
    request.digest,
    '-in',
    file(`${name}.csr`),
    '-out',
    out,
  );
  return readFileSync(out, 'utf8');
}

function configuration(name: string, extensions: string[]): string {
  return `[ca]
default_ca = one
[one]
database = ${file(`${name}.index`)}
new_certs_dir = ${directory()}
rand_serial = yes
policy = any
x509_extensions = extensions
unique_subject = no
[any]
commonName = supplied
[req]
distinguished_name = subject
[subject]
[extensions]
subjectKeyIdentifier = hash
${extensions.join('\n')}
`;
}

function key(id: string): string {
  return once(`key ${id}`, () => {
    const path = file(`${id}.key`);
    const kind = id.endsWith('ecdsa')
      ? ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256']
      : ['-algorithm', 'RSA', '-pkeyopt', `rsa_keygen_bits:${id.endsWith('1024') ? 1024 : 2048}`];
    openssl('genpkey', '-quiet', ...kind, '-out', path);
    return path;
  });
}

function openssl(...args: string[]): void {
  execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}

/** `YYYYMMDDHHMMSSZ`, so many days from now. */
function stamp(days: number): string {
  const moment = new Date(Date.now() + days * 86_400_000).toISOString();
  return `${moment.replace(/[-:T]/g, '').slice(0, 14)}Z`;
}

function directory(): string {
  return once('directory', () => processDirectory('certificates').path);
}

function file(name: string): string {
  return join(directory(), name);
}

const made = new Map<string, unknown>();

function once<T>(id: string, make: () => T): T {
  if (!made.has(id)) made.set(id, make());
  return made.get(id) as T;
}

function count(id: string): number {
  const next = ((made.get(`count ${id}`) as number | undefined) ?? 0) + 1;
  made.set(`count ${id}`, next);
  return next;
}

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
  /** Subject alternative names in OpenSSL's form, such as `DNS:localhost`; none when empty. */
  names?: string[];
  /** Default: the first of the names. */
  commonName?: string;
  /** Days from now. Default -1 and 365. */
  validFrom?: number;
  validTo?: number;
  digest?: 'sha256' | 'sha1';
  key?: KeyKind;
  /** `unknown`: an authority that no file given out names. The intermediates are below the test authority. */
  issuer?: SignerId | 'self';
  /** What is sent behind the leaf; `chain` (the default): the intermediate where there is one. */
  sent?: 'chain' | 'leaf' | 'with-root' | 'with-cross-signed' | 'wrong-order' | 'wrong-intermediate';
  /** Where the issuer is to be fetched, as the certificate says. */
  issuerUrl?: string;
  /** Default `serverAuth`; empty: the certificate lists no purposes. */
  purpose?: 'serverAuth' | 'clientAuth' | '';
  isAuthority?: boolean;
}

const KEYS = {
  'rsa-2048': ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
  'rsa-1024': ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:1024'],
  'rsa-pss': ['-algorithm', 'RSA-PSS', '-pkeyopt', 'rsa_keygen_bits:2048'],
  ecdsa: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  'p-384': ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384'],
  ed25519: ['-algorithm', 'ED25519'],
};
type KeyKind = keyof typeof KEYS;

interface SignerWish {
  name: string;
  below?: 'authority' | 'unknown';
  key?: KeyKind;
  /** Whose key it has; default its own. */
  keyOf?: 'authority';
  digest?: 'sha1';
  validTo?: number;
  constraint?: string;
}

const SIGNERS = {
  authority: { name: 'imap-preflight test authority' },
  unknown: { name: 'Authority that nobody knows' },
  impostor: { name: 'imap-preflight test authority' },
  /** The test authority as an old one once vouched for it. */
  'cross-signed': {
    name: 'imap-preflight test authority',
    below: 'unknown',
    keyOf: 'authority',
    digest: 'sha1',
    validTo: -10,
  },
  intermediate: { name: 'imap-preflight test intermediate', below: 'authority' },
  'other-intermediate': { name: 'Intermediate of somebody else', below: 'authority' },
  'expired-intermediate': { name: 'Expired intermediate', below: 'authority', validTo: -10 },
  'ending-intermediate': { name: 'Intermediate that ends soon', below: 'authority', validTo: 10 },
  'sha-1-intermediate': { name: 'Intermediate signed with SHA-1', below: 'authority', digest: 'sha1' },
  'rsa-1024-intermediate': { name: 'Intermediate with a short key', below: 'authority', key: 'rsa-1024' },
  'constrained-intermediate': {
    name: 'Intermediate for fabrikam.test alone',
    below: 'authority',
    constraint: 'permitted;DNS:fabrikam.test',
  },
} satisfies Record<string, SignerWish>;
type SignerId = keyof typeof SIGNERS;

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
  'incomplete-chain': {
    issuer: 'intermediate',
    sent: 'leaf',
    issuerUrl: 'http://aia.contoso.test/intermediate.crt',
  },
  'rsa-1024': { key: 'rsa-1024' },
  'sha-1': { digest: 'sha1' },
  ecdsa: { key: 'ecdsa' },
} satisfies Record<string, CertificateWish>;

export type CertificateKind = keyof typeof WISHES;

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
  const by = issuer === 'self' ? undefined : signer(issuer);
  const names = wish.names ?? LOOPBACK;
  const leaf = sign({
    name: `leaf-${count('leaf')}`,
    commonName: wish.commonName ?? names[0]?.replace(/^\w+:/, '') ?? 'localhost',
    keyFile,
    ...(by && { issuer: by }),
    validFrom: wish.validFrom ?? -1,
    validTo: wish.validTo ?? 365,
    digest: wish.key === 'ed25519' ? 'null' : (wish.digest ?? 'sha256'),
    extensions: leafExtensions(wish, names),
  });
  const behind = issuer === 'self' ? [] : sentBehind(issuer, wish.sent ?? 'chain');
  return {
    cert: leaf + behind.map((id) => signer(id).cert).join(''),
    key: readFileSync(keyFile, 'utf8'),
    ...(isLegacy(wish, issuer) && { ciphers: LEGACY_CIPHERS }),
  };
}

function leafExtensions(wish: CertificateWish, names: string[]): string[] {
  const { key = 'rsa-2048', purpose = 'serverAuth' } = wish;
  return [
    `basicConstraints=critical,CA:${wish.isAuthority ? 'TRUE' : 'FALSE'}`,
    `keyUsage=critical,digitalSignature${key.startsWith('rsa-') && key !== 'rsa-pss' ? ',keyEncipherment' : ''}`,
    ...(purpose === '' ? [] : [`extendedKeyUsage=${purpose}`]),
    ...(wish.issuerUrl === undefined ? [] : [`authorityInfoAccess=caIssuers;URI:${wish.issuerUrl}`]),
    // In a section of their own, where a comma is one.
    ...(names.length === 0 ? [] : ['subjectAltName=@names', '[names]']),
    ...names.map((name, index) => name.replace(':', `.${index}=`)),
  ];
}

function sentBehind(issuer: SignerId, sent: NonNullable<CertificateWish['sent']>): SignerId[] {
  if (sent === 'leaf') return [];
  if (sent === 'wrong-intermediate') return ['other-intermediate'];
  const intermediates: SignerId[] = 'below' in SIGNERS[issuer] ? [issuer] : [];
  if (sent === 'chain') return intermediates;
  if (sent === 'with-cross-signed') return [...intermediates, 'cross-signed'];
  const root: SignerId = intermediates.length > 0 ? 'authority' : issuer;
  return sent === 'with-root' ? [...intermediates, root] : [root, ...intermediates];
}

function isLegacy({ digest, key, sent }: CertificateWish, issuer: SignerId | 'self'): boolean {
  if (sent === 'with-cross-signed') return true;
  const by: SignerWish = issuer === 'self' ? { name: '' } : SIGNERS[issuer];
  return digest === 'sha1' || by.digest === 'sha1' || key === 'rsa-1024' || by.key === 'rsa-1024';
}

interface Signer {
  cert: string;
  certFile: string;
  keyFile: string;
}

function signer(id: SignerId): Signer {
  return once(`signer ${id}`, () => {
    const wish: SignerWish = SIGNERS[id];
    const keyFile = key(wish.key ?? 'rsa-2048', wish.keyOf ?? id);
    const cert = sign({
      name: id,
      commonName: wish.name,
      keyFile,
      ...(wish.below && { issuer: signer(wish.below) }),
      // Longer than any leaf asked for, so that the leaf alone decides.
      validFrom: -3650,
      validTo: wish.validTo ?? 3650,
      digest: wish.digest ?? 'sha256',
      extensions: [
        'basicConstraints=critical,CA:TRUE',
        'keyUsage=critical,keyCertSign,cRLSign',
        ...(wish.constraint === undefined ? [] : [`nameConstraints=critical,${wish.constraint}`]),
      ],
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
    '-utf8',
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

/** One key of a kind for all leaves, and one for each authority. */
function key(kind: KeyKind, owner = 'leaf'): string {
  const id = `${owner}-${kind}`;
  return once(`key ${id}`, () => {
    const path = file(`${id}.key`);
    openssl('genpkey', '-quiet', ...KEYS[kind], '-out', path);
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

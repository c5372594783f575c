import type { CodeArguments, CodesOf } from '../../model/code.js';
import { SECTIONS } from '../articles.js';
import type { Entry } from '../entry.js';
import { ENCRYPTION_PAGE } from './steps.js';
import { count, day, quotedList } from './words.js';

const ACCEPT_UNTRUSTED =
  'Or create the endpoint in PowerShell with `New-MigrationEndpoint -AcceptUntrustedCertificates`, and run this check with `--accept-untrusted-certificates`.';

const NEW_CERTIFICATE =
  "Install a certificate of a public authority for the server's public name, with its intermediate certificates, and bind it to the IMAP service.";

const DISTRUST: Record<CodeArguments['tls/certificate-untrusted']['kind'], string> = {
  'self-signed': 'is self-signed',
  'unknown-authority': 'comes from an authority that is not publicly trusted',
  'incomplete-chain': 'comes without its intermediate certificates',
  revoked: 'is revoked',
  other: 'is not trusted',
};

function issuedBy(issuer: string | undefined): string {
  return issuer === undefined ? '' : ` Its issuer is ${issuer}.`;
}

export const TLS_CERTIFICATE = {
  'tls/certificate-untrusted': {
    rating: 'error',
    title: "The server's certificate is not trusted",
    message: ({ server, kind, issuer }) =>
      `The certificate of ${server} ${DISTRUST[kind]}.${issuedBy(issuer)}`,
    cause: 'Exchange Online refuses untrusted certificates unless the endpoint is told to accept them.',
    fix: ({ kind }) => [
      ...(kind === 'incomplete-chain'
        ? [
            'Install the intermediate certificates of the issuer on the server, so that it sends the whole chain.',
          ]
        : []),
      NEW_CERTIFICATE,
      ACCEPT_UNTRUSTED,
    ],
    effect: 'endpoint',
    owner: 'mail-admin',
    kb: SECTIONS.notCompleted,
    example: { server: 'imap.contoso.com', kind: 'self-signed', issuer: 'CN=imap.contoso.com' },
  },
  'tls/certificate-expired': {
    rating: 'error',
    title: "The server's certificate is not valid today",
    message: ({ server, validFrom, validTo, notYet }) =>
      notYet
        ? `The certificate of ${server} is valid only from ${day(validFrom)}.`
        : `The certificate of ${server} expired on ${day(validTo)}.`,
    cause: ({ notYet }) =>
      notYet
        ? 'The certificate was installed too early, or the clock of this computer is wrong.'
        : 'The certificate was not renewed, or the IMAP service still uses the old one.',
    fix: [
      'Renew the certificate, bind the new one to the IMAP service and restart the service.',
      'Check the date and time of this computer.',
      ACCEPT_UNTRUSTED,
    ],
    effect: 'endpoint',
    owner: 'mail-admin',
    kb: SECTIONS.notCompleted,
    example: {
      server: 'imap.contoso.com',
      validFrom: '2025-01-01T00:00:00.000Z',
      validTo: '2026-01-01T00:00:00.000Z',
      notYet: false,
    },
  },
  'tls/certificate-name-mismatch': {
    rating: 'error',
    title: 'The certificate is for another name',
    message: ({ server, names }) =>
      names.length === 0
        ? `The certificate of ${server} names no host.`
        : `The certificate of ${server} is for ${quotedList(names)}.`,
    cause: 'The endpoint connects by a name that the certificate does not hold.',
    fix: ({ names }) => [
      ...(names.length === 0
        ? []
        : [
            'Use a name of the certificate as the server name, if it resolves in public DNS to the same server.',
          ]),
      NEW_CERTIFICATE,
      ACCEPT_UNTRUSTED,
    ],
    effect: 'endpoint',
    owner: 'mail-admin',
    kb: SECTIONS.notCompleted,
    example: { server: 'imap.contoso.com', names: ['mail.fabrikam.com', '*.fabrikam.com'] },
  },
  'tls/certificate-expires-soon': {
    rating: 'warning',
    title: "The server's certificate expires soon",
    message: ({ server, validTo, days }) =>
      `The certificate of ${server} expires on ${day(validTo)}, in ${count(days, 'day')}.`,
    cause: 'A migration keeps connecting for days or weeks. When the certificate expires, it stops.',
    fix: ['Renew the certificate before the batch starts, and bind the new one to the IMAP service.'],
    effect: 'risk',
    owner: 'mail-admin',
    kb: SECTIONS.notCompleted,
    example: { server: 'imap.contoso.com', validTo: '2026-01-20T00:00:00.000Z', days: 19 },
  },
  'tls/certificate-weak': {
    rating: 'warning',
    title: "The server's certificate is weak",
    message: ({ server, kind, bits }) => {
      if (kind === 'sha-1') return `The certificate chain of ${server} has a SHA-1 signature.`;
      const length = bits === undefined ? 'shorter than 2048 bits' : `of ${bits} bits`;
      return `The certificate of ${server} has an RSA key ${length}.`;
    },
    cause: ({ kind }) =>
      kind === 'sha-1'
        ? 'Microsoft 365 has refused SHA-1 in certificate chains since June 2016.'
        : 'Keys below 2048 bits count as unsafe. Microsoft does not document what IMAP migration does with them.',
    fix: [
      `Install a certificate with an RSA key of at least 2048 bits, signed with SHA-256 throughout the chain (${ENCRYPTION_PAGE}).`,
      'Replace old intermediate certificates on the server by the current ones of the issuer.',
    ],
    effect: 'endpoint',
    owner: 'mail-admin',
    kb: SECTIONS.notCompleted,
    example: { server: 'imap.contoso.com', kind: 'short-rsa', bits: 1024 },
  },
} as const satisfies { [C in CodesOf<'tls'>]?: Entry<C> };

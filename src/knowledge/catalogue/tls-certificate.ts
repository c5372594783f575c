import type { CertificateArguments, CodeArguments, CodesOf, Distrust, LooseMatch } from '../../model/code.js';
import { SECTIONS } from '../articles.js';
import type { Entry } from '../entry.js';
import { ENCRYPTION_PAGE } from './steps.js';
import { count, day, quotedList } from './words.js';

const SWITCH = '`New-MigrationEndpoint -AcceptUntrustedCertificates`';

/** The page of New-MigrationEndpoint knows the switch; no page on the admin center does. */
const ONLY_POWERSHELL = 'the admin center has no such setting that Microsoft documents';

const ACCEPT_UNTRUSTED = `As a last resort, create the endpoint in PowerShell with ${SWITCH} (${ONLY_POWERSHELL}), and run this check with \`--accept-untrusted-certificates\`.`;

const NEEDS_SWITCH = `Create the endpoint in PowerShell with ${SWITCH}: ${ONLY_POWERSHELL}, and without the switch the endpoint is refused.`;

const NEW_CERTIFICATE =
  "Install a certificate of a public authority for the server's public name, with its intermediate certificates, and bind it to the IMAP service.";

const SEND_CHAIN =
  'Install the intermediate certificates of the issuer on the server, so that it sends the whole chain.';

/** What mends it, and the switch: first where it was chosen, last where it was not. */
function remedies({ accepted }: CertificateArguments, steps: readonly string[]): string[] {
  return accepted ? [NEEDS_SWITCH, ...steps] : [...steps, ACCEPT_UNTRUSTED];
}

/** Said of what the switch covers, and in which words it is not covered. */
function refusal({ accepted }: CertificateArguments): string {
  return accepted
    ? 'Exchange Online takes it only because the endpoint is told to accept untrusted certificates.'
    : 'Exchange Online refuses untrusted certificates unless the endpoint is told to accept them.';
}

const DISTRUST: Record<Distrust, string> = {
  'self-signed': 'is self-signed',
  'unknown-authority': 'comes from an authority that is not publicly trusted',
  'incomplete-chain': 'comes without its intermediate certificates',
  'unclear-chain':
    'leads to no trusted authority: either intermediate certificates are missing, or its authority is not publicly trusted',
  'issuer-not-valid': 'is issued by a certificate that is not valid today',
  'wrong-purpose': 'is not made for servers',
  'added-authority': 'is trusted here by an authority that was added on this machine (NODE_EXTRA_CA_CERTS)',
  revoked: 'is revoked',
  other: 'is not trusted',
};

const WHY_DISTRUSTED: Partial<Record<Distrust, string>> = {
  'incomplete-chain':
    'The server sends its certificate alone. Windows can fetch what is missing by itself; that Exchange Online does so is not documented.',
  'unclear-chain': 'The server does not send every certificate up to an authority that is trusted.',
  'issuer-not-valid':
    'A certificate between that of the server and its authority, or the authority itself, has expired or is not valid yet. Windows may know a newer one; that is not certain.',
  'added-authority':
    "Such an authority is mostly the company's own, which Exchange Online does not know. Where the network inspects TLS, Exchange Online may see another certificate.",
  'wrong-purpose': 'The certificate lists its purposes, and Server Authentication is not among them.',
};

const LOOSE: Record<LooseMatch, { message: string; cause: string }> = {
  'common-name': {
    message: 'only as its common name, and has no alternative names',
    cause:
      'Current rules let the alternative names count alone, and clients differ on the common name. What Exchange Online does with it is not documented.',
  },
  'trailing-dot': {
    message: 'only by a name that ends with a dot',
    cause:
      'Names in certificates have no dot at the end, and clients differ on one. What Exchange Online does with it is not documented.',
  },
  'partial-wildcard': {
    message: 'only by a name with `*` as a part of a label',
    cause:
      'Clients differ on a `*` that is not a whole label. What Exchange Online does with it is not documented.',
  },
};

function issuedBy(issuer: string | undefined): string {
  return issuer === undefined ? '' : ` Its issuer is ${issuer}.`;
}

function whyNotValid({ notYet, near }: CodeArguments['tls/certificate-expired']): string {
  if (notYet) {
    return near
      ? 'It is valid in less than a day: the clock of this computer may be slow, or the certificate was installed too early.'
      : 'The certificate was installed too early, or the clock of this computer is wrong.';
  }
  return near
    ? 'It expired less than a day ago and was not renewed, unless the clock of this computer is fast.'
    : 'The certificate was not renewed, or the IMAP service still uses the old one.';
}

export const TLS_CERTIFICATE = {
  'tls/certificate-untrusted': {
    rating: 'error',
    title: "The server's certificate is not trusted",
    message: ({ server, kind, issuer }) =>
      `The certificate of ${server} ${DISTRUST[kind]}.${issuedBy(issuer)}`,
    cause: (args) => [WHY_DISTRUSTED[args.kind], refusal(args)].filter(Boolean).join(' '),
    fix: (args) =>
      remedies(args, [
        ...(['incomplete-chain', 'unclear-chain', 'issuer-not-valid'].includes(args.kind)
          ? [SEND_CHAIN]
          : []),
        NEW_CERTIFICATE,
      ]),
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
    cause: whyNotValid,
    fix: (args) =>
      remedies(args, [
        'Renew the certificate, bind the new one to the IMAP service and restart the service.',
        'Check the date and time of this computer.',
      ]),
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
    title: "The certificate does not fit the server's name",
    message: ({ server, names, loose }) => {
      if (loose !== undefined) return `The certificate of ${server} names it ${LOOSE[loose].message}.`;
      return names.length === 0
        ? `The certificate of ${server} names no host.`
        : `The certificate of ${server} is for ${quotedList(names)}.`;
    },
    cause: ({ loose }) =>
      loose === undefined
        ? 'The endpoint connects by a name that the certificate does not hold.'
        : LOOSE[loose].cause,
    fix: (args) =>
      remedies(args, [
        ...(args.names.length === 0 || args.loose !== undefined
          ? []
          : [
              'Use a name of the certificate as the server name, if it resolves in public DNS to the same server.',
            ]),
        NEW_CERTIFICATE,
      ]),
    effect: 'endpoint',
    owner: 'mail-admin',
    kb: SECTIONS.notCompleted,
    example: { server: 'imap.contoso.com', names: ['mail.fabrikam.com', '*.fabrikam.com'] },
  },
  'tls/certificate-expires-soon': {
    rating: 'warning',
    title: "The server's certificate expires soon",
    message: ({ server, validTo, days, part }) =>
      `${part === 'issuer' ? 'A certificate in the chain' : 'The certificate'} of ${server} expires on ${day(validTo)}, in ${count(days, 'day')}.`,
    cause: 'A migration keeps connecting for days or weeks. When the certificate expires, it stops.',
    fix: ({ part }) => [
      part === 'issuer'
        ? 'Replace the intermediate certificates on the server by the current ones of the issuer before the batch starts.'
        : 'Renew the certificate before the batch starts, and bind the new one to the IMAP service.',
    ],
    effect: 'risk',
    owner: 'mail-admin',
    kb: SECTIONS.notCompleted,
    example: { server: 'imap.contoso.com', validTo: '2026-01-20T00:00:00.000Z', days: 19 },
  },
  'tls/certificate-weak': {
    rating: 'warning',
    title: "The server's certificate is weak",
    message: ({ server, kind, bits, part }) => {
      if (kind === 'sha-1') return `The certificate chain of ${server} has a signature with SHA-1 or older.`;
      const length = bits === undefined ? 'shorter than 2048 bits' : `of ${bits} bits`;
      const which = part === 'issuer' ? 'A certificate in the chain' : 'The certificate';
      return `${which} of ${server} has an RSA key ${length}.`;
    },
    cause: ({ kind, accepted }) =>
      kind === 'sha-1'
        ? `Microsoft 365 has refused SHA-1 in certificate chains since June 2016.${accepted ? ' Whether an endpoint that accepts untrusted certificates takes it all the same is not documented.' : ''}`
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

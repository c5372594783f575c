import ipaddr from 'ipaddr.js';
import type { NameFault } from '../model/dns.js';
import { type Finding, finding } from '../model/finding.js';

/**
 * RFC 1035 section 2.3.4 and RFC 1123 section 2.1, as `New-MigrationEndpoint -RemoteServer <Fqdn>` takes it. The
 * underscore stands in no host name; DNS has such names all the same.
 */
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/i;
const MAX_NAME = 253;
/** Read of what is given, which may be a file pasted by mistake. */
const MAX_READ = 1000;

/** Control characters, and those that are not seen: joiners, marks of direction, zero-width spaces. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const NON_ASCII = /[^\0-\x7f]/;

/** What the URL standard forbids in a host, or reads as more than a host. */
const NOT_IN_HOST = /[\s\0-\x20"#%/:<>?@[\\\]^`{|}]/;

/** A name that is taken by DNS, and of which Microsoft does not say whether the endpoint takes it. */
const UNCONFIRMED: ReadonlySet<NameFault> = new Set<NameFault>(['trailing-dot', 'international']);

/** Whether Exchange Online would take the name as a host name. An address or a URL is the wrong kind of value. */
export function checkServerName(given: string, allowPrivate: boolean): Finding[] {
  const server = given.slice(0, MAX_READ);
  const kind = faultOf(server);
  if (kind === undefined || (kind === 'single-label' && allowPrivate)) return [];
  const suggestion = suggest(server, kind);
  return [
    finding(
      'dns/not-an-fqdn',
      { server: shown(server), kind, ...(suggestion === undefined ? {} : { suggestion }) },
      UNCONFIRMED.has(kind) ? { rating: 'warning' } : {},
    ),
  ];
}

/** Whether there is something to connect to all the same: an address or a bare name can be tried, a URL cannot. */
export function canBeTried(server: string): boolean {
  const kind = faultOf(server.slice(0, MAX_READ));
  if (kind === 'ip-address') return isAddress(server);
  return kind === undefined || kind === 'single-label' || UNCONFIRMED.has(kind);
}

function faultOf(server: string): NameFault | undefined {
  return faultOfForm(server) ?? faultOfName(server);
}

/** What is more than a name, or something else. */
function faultOfForm(server: string): NameFault | undefined {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(server)) return 'url';
  if (isAddress(withoutPort(server))) return 'ip-address';
  if (server.includes('@')) return 'mail-address';
  if (/^[^:/]+(?::\d*)?(?:[/?#].*)?$/.test(server) && /[:/?#]/.test(server)) return 'port-or-path';
  if (server.replace(INVISIBLE, '') !== server && !/[\t\n\v\f\r]/.test(server)) return 'invisible-character';
  if (/\s/.test(server)) return 'white-space';
  return server.startsWith('*.') ? 'wildcard' : undefined;
}

function faultOfName(server: string): NameFault | undefined {
  const name = asciiName(withoutDot(server));
  if (name === undefined || !isName(name)) return 'invalid';
  if (!name.includes('.')) return 'single-label';
  if (NON_ASCII.test(server)) return 'international';
  return server.endsWith('.') ? 'trailing-dot' : undefined;
}

function isName(name: string): boolean {
  const labels = name.split('.');
  // The last label of a name is never a number; "10.0.1" is a mistyped address.
  return (
    name.length <= MAX_NAME &&
    labels.every((label) => LABEL.test(label)) &&
    !/^\d+$/.test(labels.at(-1) ?? '')
  );
}

/** The name as DNS has it; undefined where IDNA refuses it (UTS 46). What is ASCII stays as it is. */
function asciiName(name: string): string | undefined {
  if (!NON_ASCII.test(name) && !/(?:^|\.)xn--/i.test(name)) return name;
  if (NOT_IN_HOST.test(name)) return undefined;
  try {
    return new URL(`http://${name}`).hostname;
  } catch {
    return undefined;
  }
}

/** Not the short forms of an IPv4 address, such as `10.1`, which ipaddr.js takes too. */
function isAddress(server: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(server) || ipaddr.IPv6.isValid(server);
}

/** `[2001:db8::7]:993` and `203.0.113.7:993` without brackets and port. */
function withoutPort(server: string): string {
  const [, bracketed, plain] = /^(?:\[([^\]]*)\]|([\d.]+))(?::\d*)?$/.exec(server) ?? [];
  return bracketed ?? plain ?? server;
}

function withoutDot(name: string): string {
  return name.replace(/\.$/, '');
}

/** The name that is probably meant, in ASCII. What is suggested would be taken: a host name with a dot in it. */
function suggest(server: string, kind: NameFault): string | undefined {
  const name = asciiName(repaired(server, kind));
  return name?.includes('.') && isName(name) ? name : undefined;
}

function repaired(server: string, kind: NameFault): string {
  switch (kind) {
    case 'url':
      return withoutDot(/^[^:]+:\/\/(?:[^/@]*@)?([^/:?#]*)/.exec(server)?.[1] ?? '');
    case 'port-or-path':
      return withoutDot(server.replace(/[:/?#].*$/s, ''));
    case 'white-space':
      return server.trim().replace(/\s*\.\s*/g, '.');
    case 'invisible-character':
      return server.replace(INVISIBLE, '').trim();
    case 'invalid':
      // A comma for a dot, a dot too many, a hyphen at the end of a label.
      return server
        .replaceAll(',', '.')
        .replace(/-*\.[.-]*/g, '.')
        .replace(/^[.-]+|[.-]+$/g, '');
    case 'international':
    case 'trailing-dot':
      return withoutDot(server);
    default:
      return '';
  }
}

/** What is not seen is made visible. */
function shown(server: string): string {
  return server.slice(0, MAX_NAME).replace(INVISIBLE, '\ufffd');
}

import { HOSTERS } from './servers/hosts.js';
import { EXCHANGE_SERVER, MICROSOFT_SERVICES } from './servers/microsoft.js';
import type { Marks, ServerId, ServerProfile } from './servers/profile.js';
import { PROVIDERS } from './servers/providers.js';
import { SERVER_SOFTWARE } from './servers/software.js';

export type * from './servers/profile.js';

/** Providers stand first: several run a software below under their own name. */
export const SERVER_PROFILES: readonly ServerProfile[] = [
  ...MICROSOFT_SERVICES,
  ...PROVIDERS,
  ...HOSTERS,
  EXCHANGE_SERVER,
  ...SERVER_SOFTWARE,
];

/** What a server has shown of itself. `greeting` with or without its `* OK` and response code. */
export interface ServerTraits {
  host: string;
  /** The names that the host name is an alias of (CNAME). */
  aliases?: readonly string[];
  greeting?: string;
  id?: Readonly<Record<string, string>>;
  capabilities?: readonly string[];
}

/** Whether the source is a service of Microsoft, which takes no password over IMAP. */
export function isMicrosoft(id: ServerId | undefined): id is 'exchange-online' | 'outlook.com' {
  return id === 'exchange-online' || id === 'outlook.com';
}

export function serverProfile(id: string | undefined): ServerProfile | undefined {
  return SERVER_PROFILES.find((profile) => profile.id === id);
}

/**
 * The software or provider, told by a provider's host name, then by what the server says of itself: ID, greeting,
 * capabilities. A host name of one's own may hide a provider, so its aliases count like it, and what the server says
 * is looked at as well.
 */
export function recogniseServer(traits: ServerTraits): ServerProfile | undefined {
  const hosts = [traits.host, ...(traits.aliases ?? [])].map((host) => host.toLowerCase().replace(/\.$/, ''));
  const greeting = traits.greeting ?? '';
  const name = idField(traits, 'name');
  const capabilities = new Set(traits.capabilities?.map((capability) => capability.toUpperCase()));
  const find = (matches: (marks: Marks) => boolean | undefined) =>
    SERVER_PROFILES.find((profile) => matches(profile.marks) === true);
  const byHost = ({ host }: Marks) => host !== undefined && hosts.some((known) => host.test(known));
  const found =
    find(byHost) ??
    find((marks) => marks.id?.test(name)) ??
    find((marks) => marks.greeting?.test(greeting)) ??
    find((marks) => marks.capability !== undefined && capabilities.has(marks.capability));
  if (found?.id === 'exchange' && isMicrosoftCloud(greeting, idField(traits, 'version'))) {
    return serverProfile('exchange-online');
  }
  return found;
}

/** By the start of the version that ID tells (RFC 2971); Exchange 2019 and SE share theirs. */
const EXCHANGE_VERSIONS: readonly [version: RegExp, product: string][] = [
  [/^14\./, 'Exchange Server 2010'],
  [/^15\.0(?:\.|$)/, 'Exchange Server 2013'],
  [/^15\.1(?:\.|$)/, 'Exchange Server 2016'],
  [/^15\.2(?:\.|$)/, 'Exchange Server 2019 or SE'],
];

/** Older ones say it in the greeting: https://github.com/rapid7/recog/blob/main/xml/imap_banners.xml */
const EXCHANGE_GREETINGS: readonly [greeting: RegExp, product: string][] = [
  [/\bExchange (?:Server )?2007\b/, 'Exchange Server 2007'],
  [/\bExchange (?:Server )?2003\b|\b6\.5\.\d{4}\b/, 'Exchange Server 2003'],
  [/\bExchange (?:Server )?2000\b|\b6\.0\.\d{4}\b/, 'Exchange 2000 Server'],
  [/\b5\.5\.\d{4}\b/, 'Exchange Server 5.5'],
];

/** Which Exchange Server it is, where it says so. From 2010 on the greeting is the same, and only ID tells. */
export function exchangeProduct(traits: Pick<ServerTraits, 'greeting' | 'id'>): string | undefined {
  const version = idField(traits, 'version');
  const greeting = traits.greeting ?? '';
  return (
    EXCHANGE_VERSIONS.find(([pattern]) => pattern.test(version))?.[1] ??
    EXCHANGE_GREETINGS.find(([pattern]) => pattern.test(greeting))?.[1]
  );
}

function idField(traits: Pick<ServerTraits, 'id'>, field: string): string {
  const entry = Object.entries(traits.id ?? {}).find(([key]) => key.toLowerCase() === field);
  return entry?.[1] ?? '';
}

/**
 * Exchange Online calls itself version 15.20 in ID, and ends its greeting with the name of the server in base64
 * of UTF-16, such as `LO2P265CA0123.GBRP265.PROD.OUTLOOK.COM`. Exchange Server is 15.0 to 15.2 and sends a bare
 * greeting; should it send a name after all, the domain tells.
 */
function isMicrosoftCloud(greeting: string, version: string): boolean {
  if (/^15\.20(?:\.|$)/.test(version)) return true;
  const encoded = /\[([A-Za-z0-9+/]{6,400}={0,2})\]\s*$/.exec(greeting)?.[1];
  const [, name = '', domain] = /^([\w-]+)(?:\.([\w.-]+))?$/.exec(decodeServerName(encoded ?? '')) ?? [];
  if (name === '') return false;
  return domain === undefined || /(?:^|\.)(?:outlook|office365|office)\.(?:com|cn|us|de)$/i.test(domain);
}

function decodeServerName(encoded: string): string {
  try {
    const octets = atob(encoded.replace(/=+$/, ''));
    // Letters of UTF-16; a banner that an administrator wrote has none.
    return octets.includes('\0') ? octets.replaceAll('\0', '') : '';
  } catch {
    // Cut off, or no base64.
    return '';
  }
}

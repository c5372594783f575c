/** How many connections a server takes at once as it comes; its administrator may have changed that. */
export interface ConnectionLimit {
  limit: number;
  /** Counted per client address, or per account that is signed in to. */
  scope: 'address' | 'user';
  /** Where the limit is set. */
  setting: string;
}

/** By what a server is recognised. Any one is enough; texts are at most a few hundred characters. */
interface Marks {
  host?: RegExp;
  /** `name` of the answer to ID (RFC 2971). */
  id?: RegExp;
  greeting?: RegExp;
  capability?: string;
}

/** A server software or a provider, as it comes. */
export interface ServerProfile {
  id: ServerId;
  name: string;
  /** Run by a provider, who alone can change its settings. */
  hosted?: true;
  marks: Marks;
  connections?: ConnectionLimit;
  /**
   * Whether commands sent in one piece with LOGIN are answered. Courier loses what follows LOGIN and the
   * connection hangs. Absent where nobody tried.
   */
  pipelinesLogin?: boolean;
}

export type ServerId =
  | 'gmail'
  | 'outlook.com'
  | 'exchange-online'
  | 'yahoo'
  | 'icloud'
  | 'zoho'
  | 'yandex'
  | 'tencent'
  | 'godaddy'
  | 'exchange'
  | 'dovecot'
  | 'cyrus'
  | 'courier'
  | 'zimbra'
  | 'domino'
  | 'mirapoint'
  | 'oracle'
  | 'kerio'
  | 'hmailserver'
  | 'mdaemon'
  | 'icewarp'
  | 'groupwise'
  | 'communigate';

/** Providers stand first: several run a software below under their own name. */
export const SERVER_PROFILES: readonly ServerProfile[] = [
  {
    id: 'gmail',
    name: 'Gmail',
    hosted: true,
    marks: {
      host: /^imap\.(?:gmail|googlemail|google)\.com$/,
      id: /^GImap$/i,
      greeting: /\bGimap ready\b/,
      // https://developers.google.com/workspace/gmail/imap/imap-extensions
      capability: 'X-GM-EXT-1',
    },
    // https://support.google.com/mail/answer/7126229
    connections: { limit: 15, scope: 'user', setting: 'a fixed limit of Gmail' },
  },
  {
    id: 'outlook.com',
    name: 'Outlook.com',
    hosted: true,
    marks: { host: /^(?:imap|imap-mail)\.outlook\.com$|^imap\.(?:hotmail|live)\.com$/ },
  },
  {
    id: 'exchange-online',
    name: 'Exchange Online',
    hosted: true,
    marks: {
      host: /(?:^|\.)outlook\.(?:com|cn)$|(?:^|\.)office365\.(?:com|us)$|^outlook\.office\.(?:com|de)$/,
    },
  },
  {
    id: 'yahoo',
    name: 'Yahoo Mail',
    hosted: true,
    marks: { host: /(?:^|\.)mail\.yahoo\.(?:com|co\.[a-z]{2})$/, capability: 'XYMHIGHESTMODSEQ' },
  },
  {
    id: 'icloud',
    name: 'iCloud Mail',
    hosted: true,
    marks: {
      host: /(?:^|\.)mail\.(?:me|icloud)\.com$/,
      greeting: /-iscream\b/,
      capability: 'AUTH=ATOKEN',
    },
  },
  {
    id: 'zoho',
    name: 'Zoho Mail',
    hosted: true,
    marks: { host: /^imap(?:pro)?\.zoho\.(?:com\.)?[a-z]{2,3}$/ },
  },
  {
    id: 'yandex',
    name: 'Yandex Mail',
    hosted: true,
    marks: { host: /^imap\.(?:yandex|ya)\.(?:com\.)?[a-z]{2,3}$/, greeting: /\bYandex IMAP4rev1\b/ },
  },
  {
    id: 'tencent',
    name: 'Tencent QQ Mail and Exmail',
    hosted: true,
    marks: { host: /^imap\.(?:exmail\.)?qq\.com$/, greeting: /\bQQMail XMIMAP4Server\b/ },
  },
  {
    id: 'godaddy',
    name: 'GoDaddy Workspace Email',
    hosted: true,
    marks: { host: /^imap\.secureserver\.net$/ },
  },
  {
    id: 'exchange',
    name: 'Exchange Server',
    marks: {
      id: /^Microsoft\.Exchange\.Imap4/i,
      greeting: /\bMicrosoft Exchange (?:(?:Server )?\d{4} )?IMAP4/,
    },
    // https://learn.microsoft.com/powershell/module/exchange/set-imapsettings
    connections: { limit: 16, scope: 'user', setting: 'MaxConnectionsPerUser' },
  },
  {
    id: 'zimbra',
    name: 'Zimbra',
    marks: { id: /^Zimbra\b/i, greeting: /\bZimbra IMAP4rev1\b/ },
  },
  {
    id: 'dovecot',
    name: 'Dovecot',
    marks: { id: /^Dovecot\b/i, greeting: /\bDovecot\b/ },
    // Per user and address: https://doc.dovecot.org/latest/core/summaries/settings.html
    connections: { limit: 10, scope: 'user', setting: 'mail_max_userip_connections' },
    pipelinesLogin: true,
  },
  {
    id: 'cyrus',
    name: 'Cyrus IMAP',
    marks: { id: /^Cyrus\b/i, greeting: /\bCyrus IMAP\b/ },
    pipelinesLogin: true,
  },
  {
    id: 'courier',
    name: 'Courier IMAP',
    marks: { id: /^Courier\b/i, greeting: /\bCourier-IMAP ready\b/ },
    // https://github.com/svarshavchik/courier-libs/blob/master/imap/imapd.dist.in.git
    connections: { limit: 4, scope: 'address', setting: 'MAXPERIP' },
    pipelinesLogin: false,
  },
  {
    id: 'domino',
    name: 'HCL Domino',
    marks: { greeting: /\bDomino IMAP4 Server\b/ },
  },
  {
    id: 'mirapoint',
    name: 'Mirapoint',
    marks: { greeting: /\bMirapoint IMAP4/ },
  },
  {
    id: 'oracle',
    name: 'Oracle Messaging Server',
    marks: { greeting: /\b(?:Oracle Communications|Sun Java\(tm\) System|iPlanet) Messaging\b/ },
  },
  {
    id: 'kerio',
    name: 'Kerio Connect',
    marks: { id: /^Kerio\b/i, greeting: /\bKerio (?:Connect|MailServer)\b/ },
  },
  {
    id: 'hmailserver',
    name: 'hMailServer',
    // The greeting as it comes says `IMAPrev1` and nothing else.
    marks: { id: /^hMailServer\b/i, greeting: /\bhMailServer\b|^(?:\* OK )?IMAPrev1\s*$/ },
  },
  { id: 'mdaemon', name: 'MDaemon', marks: { greeting: /\bMDaemon\b/ } },
  { id: 'icewarp', name: 'IceWarp', marks: { greeting: /\bIceWarp\b/ } },
  { id: 'groupwise', name: 'GroupWise', marks: { greeting: /\bGroupWise\b/ } },
  { id: 'communigate', name: 'CommuniGate Pro', marks: { greeting: /\bCommuniGate Pro\b/ } },
];

/** What a server has shown of itself. `greeting` with or without its `* OK` and response code. */
export interface ServerTraits {
  host: string;
  greeting?: string;
  id?: Readonly<Record<string, string>>;
  capabilities?: readonly string[];
}

/** Whether the source is a service of Microsoft, which takes no password over IMAP. */
export function isMicrosoft(id: ServerId | undefined): id is 'exchange-online' | 'outlook.com' {
  return id === 'exchange-online' || id === 'outlook.com';
}

export function serverProfile(id: ServerId): ServerProfile | undefined {
  return SERVER_PROFILES.find((profile) => profile.id === id);
}

/**
 * The software or provider, told by a provider's host name, then by what the server says of itself: ID, greeting,
 * capabilities. A host name of one's own may hide a provider, so what the server says is looked at as well.
 */
export function recogniseServer(traits: ServerTraits): ServerProfile | undefined {
  const host = traits.host.toLowerCase().replace(/\.$/, '');
  const greeting = traits.greeting ?? '';
  const name = idField(traits, 'name');
  const capabilities = new Set(traits.capabilities?.map((capability) => capability.toUpperCase()));
  const find = (matches: (marks: Marks) => boolean | undefined) =>
    SERVER_PROFILES.find((profile) => matches(profile.marks) === true);
  const found =
    find((marks) => marks.host?.test(host)) ??
    find((marks) => marks.id?.test(name)) ??
    find((marks) => marks.greeting?.test(greeting)) ??
    find((marks) => marks.capability !== undefined && capabilities.has(marks.capability));
  if (found?.id === 'exchange' && isMicrosoftCloud(greeting, idField(traits, 'version'))) {
    return serverProfile('exchange-online');
  }
  return found;
}

function idField(traits: ServerTraits, field: string): string {
  const entry = Object.entries(traits.id ?? {}).find(([key]) => key.toLowerCase() === field);
  return entry?.[1] ?? '';
}

/**
 * Exchange Online calls itself version 15.20 in ID, and ends its greeting with the name of the server in base64
 * of UTF-16, such as `LO2P265CA0123.GBRP265.PROD.OUTLOOK.COM`. Exchange Server is 15.0 to 15.2 and sends a bare
 * greeting; should it send a name after all, the domain tells.
 */
function isMicrosoftCloud(greeting: string, version: string): boolean {
  if (version.startsWith('15.20')) return true;
  const encoded = /\[([A-Za-z0-9+/]{6,400}={0,2})\]\s*$/.exec(greeting)?.[1];
  if (encoded === undefined) return false;
  const server = decodeServerName(encoded);
  const domain = /^[\w-]+\.([\w.-]+)$/.exec(server)?.[1];
  return domain === undefined || /(?:^|\.)(?:outlook|office365|office)\.(?:com|cn|us|de)$/i.test(domain);
}

function decodeServerName(encoded: string): string {
  try {
    return atob(encoded).replaceAll('\0', '');
  } catch {
    // Cut off, or no base64.
    return '';
  }
}

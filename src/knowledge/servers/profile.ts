import type { Code } from '../../model/code.js';
import type { SignInForm } from '../../model/row.js';

/** How many connections a server takes at once as it comes; its administrator may have changed that. */
export interface ConnectionLimit {
  limit: number;
  /** Counted per client address, or per account that is signed in to. */
  scope: 'address' | 'user';
  /** Where the limit is set. */
  setting: string;
  /** Connections above it are closed without a word. */
  silent?: true;
}

/** By what a server is recognized. Any one is enough; texts are at most a few hundred characters. */
export interface Marks {
  /** Of the name that was given, or of one that it is an alias of. */
  host?: RegExp;
  /** `name` of the answer to ID (RFC 2971). */
  id?: RegExp;
  greeting?: RegExp;
  capability?: string;
}

/** What UserName and Password hold where users sign in for themselves. */
export interface UserSignIn {
  /** Forms of a user name that are taken; empty where nobody can sign in with a password. */
  forms: readonly SignInForm[];
  /** One sentence or two, for somebody who fills in the CSV file. */
  advice: string;
}

/** How one account opens the mailboxes of others, by the LOGIN command. */
export interface AdminSignIn {
  form: SignInForm;
  /** One sentence or two: the form, and what must be set up for it. */
  advice: string;
}

/**
 * When a known trouble matters. `admin-rows`: rows sign in through an administrator. `starttls`: TLS begins by
 * STARTTLS.
 */
export type TroubleTime = 'always' | 'admin-rows' | 'starttls';

export interface Trouble {
  when: TroubleTime;
  /** A sentence with what to do about it. */
  advice: string;
  /** Findings that it may explain: it stands in their advice too. */
  under?: readonly Code[];
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
  /** Absent where nothing is known. */
  signIn?: UserSignIn;
  /** `none`: LOGIN opens no mailbox but one's own. Absent where nothing is known. */
  admin?: AdminSignIn | 'none';
  trouble?: readonly Trouble[];
}

export type ServerId =
  | 'gmail'
  | 'outlook.com'
  | 'exchange-online'
  | 'aol'
  | 'yahoo'
  | 'icloud'
  | 'zoho'
  | 'yandex'
  | 'tencent'
  | 'godaddy'
  | 'fastmail'
  | 'gmx'
  | 'web.de'
  | 'ionos'
  | 'rackspace'
  | 'ovh'
  | 'strato'
  | 'mail.ru'
  | 'exchange'
  | 'carbonio'
  | 'zimbra'
  | 'dovecot'
  | 'cyrus'
  | 'courier'
  | 'domino'
  | 'mirapoint'
  | 'oracle'
  | 'kerio'
  | 'hmailserver'
  | 'mdaemon'
  | 'icewarp'
  | 'groupwise'
  | 'communigate'
  | 'stalwart'
  | 'proton-bridge'
  | 'smartermail'
  | 'uw-imap'
  | 'dbmail'
  | 'firstclass'
  | 'mercury'
  | 'david';

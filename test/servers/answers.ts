import { octets, quote } from '../../src/demo/syntax.js';
import { CLOSE, type Reply, type ScriptCommand, START_TLS } from './script.js';

/** What the ordinary behaviour of a scripted server depends on. */
export interface Manners {
  capabilities: string;
  /** Passwords by user name; absent: everybody gets in. */
  users?: Record<string, string>;
  /** Names as on the wire. */
  folders: string[];
  delimiter: string;
}

/** The ordinary answer of a polite IMAP server. `login` is what a sign-in came with, as octets. */
export function politeAnswer(
  { tag, name }: ScriptCommand,
  manners: Manners,
  login?: { user: string; password: string },
): Reply {
  switch (name) {
    case 'CAPABILITY':
      return [`* CAPABILITY ${manners.capabilities}`, `${tag} OK CAPABILITY completed.`];
    case 'ID':
      return ['* ID NIL', `${tag} OK ID completed.`];
    case 'STARTTLS':
      return [`${tag} OK Begin TLS negotiation now.`, START_TLS];
    case 'LOGIN':
    case 'AUTHENTICATE':
      return login === undefined || !known(login, manners)
        ? `${tag} NO [AUTHENTICATIONFAILED] Authentication failed.`
        : `${tag} OK [CAPABILITY ${manners.capabilities}] Logged in`;
    case 'NAMESPACE':
      return [`* NAMESPACE (("" ${quote(manners.delimiter)})) NIL NIL`, `${tag} OK NAMESPACE completed.`];
    case 'LIST':
      return [
        ...manners.folders.map((folder) => `* LIST () ${quote(manners.delimiter)} ${quote(folder)}`),
        `${tag} OK LIST completed.`,
      ];
    case 'EXAMINE':
      return [
        '* 2 EXISTS',
        '* 0 RECENT',
        '* OK [UIDVALIDITY 1] UIDs valid',
        `${tag} OK [READ-ONLY] EXAMINE completed.`,
      ];
    case 'NOOP':
      return `${tag} OK ${name} completed.`;
    case 'LOGOUT':
      return ['* BYE Logging out', `${tag} OK LOGOUT completed.`, CLOSE];
    default:
      return `${tag} BAD Unknown command`;
  }
}

function known({ user, password }: { user: string; password: string }, { users }: Manners): boolean {
  if (users === undefined) return true;
  return Object.entries(users).some(([name, secret]) => octets(name) === user && octets(secret) === password);
}

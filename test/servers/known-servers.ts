import type { Handler, ScriptedOptions } from './scripted.js';
import { mailboxCommands, type ScriptedFolder, type ScriptedMailbox } from './scripted-mailbox.js';

const GMAIL = {
  before:
    'IMAP4rev1 UNSELECT IDLE NAMESPACE QUOTA ID XLIST CHILDREN X-GM-EXT-1 XYZZY SASL-IR AUTH=XOAUTH2 AUTH=PLAIN AUTH=PLAIN-CLIENTTOKEN AUTH=OAUTHBEARER',
  after:
    'IMAP4rev1 UNSELECT IDLE NAMESPACE QUOTA ID XLIST CHILDREN X-GM-EXT-1 UIDPLUS COMPRESS=DEFLATE ENABLE MOVE CONDSTORE ESEARCH UTF8=ACCEPT LIST-EXTENDED LIST-STATUS LITERAL- SPECIAL-USE APPENDLIMIT=35651584',
};

type Mailboxes = ScriptedMailbox | ((user: string) => ScriptedMailbox);

/** Gmail: counts with LIST, knows no STATUS=SIZE, and says in a line of its own what it offers after sign-in. */
export function gmail(mailboxes: Mailboxes): ScriptedOptions {
  return {
    greeting: '* OK Gimap ready for requests from 127.0.0.1 a640c23a62f3a-b7654321',
    capabilities: GMAIL.before,
    commands: {
      ...mailboxCommands(mailboxes, GMAIL.after),
      CAPABILITY: ({ tag }, { user }) => [
        `* CAPABILITY ${user === undefined ? GMAIL.before : GMAIL.after}`,
        `${tag} OK Thats all she wrote! a640c23a62f3a-b7654321`,
      ],
      LOGIN: ({ tag, args: [user] }) => [
        `* CAPABILITY ${GMAIL.after}`,
        `${tag} OK ${user} authenticated (Success)`,
      ],
      '*': unknown('BAD Unknown command a640c23a62f3a-b7654321'),
    },
  };
}

/** The folders of a German Gmail account: numbers of messages in the inbox, below a label, and in all. */
export function gmailFolders({ inbox = 0, labels = 0, all = 0, octets = 75_000 } = {}): ScriptedFolder[] {
  return [
    { name: 'INBOX', messages: inbox, octets },
    { name: 'Kunden', messages: labels, octets },
    { name: '[Gmail]', flags: ['\\Noselect'] },
    { name: '[Gmail]/Alle Nachrichten', flags: ['\\All'], messages: all, octets },
    { name: '[Gmail]/Entw&APw-rfe', flags: ['\\Drafts'], messages: 2, octets },
    { name: '[Gmail]/Gesendet', flags: ['\\Sent'], messages: 40, octets },
    { name: '[Gmail]/Markiert', flags: ['\\Flagged'], messages: 3, octets },
    { name: '[Gmail]/Papierkorb', flags: ['\\Trash'], messages: 5, octets },
    { name: '[Gmail]/Spam', flags: ['\\Junk'], messages: 7, octets },
    { name: '[Gmail]/Wichtig', flags: ['\\Important'], messages: 11, octets },
  ];
}

/** Exchange Server 2016: no sizes, no counters with LIST, no quota. */
export function exchange(mailboxes: Mailboxes): ScriptedOptions {
  const capabilities =
    'IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=NTLM AUTH=GSSAPI UIDPLUS CHILDREN IDLE NAMESPACE LITERAL+';
  return {
    greeting: '* OK The Microsoft Exchange IMAP4 service is ready.',
    capabilities,
    commands: {
      ...mailboxCommands(mailboxes, capabilities),
      LOGIN: ({ tag }) => `${tag} OK LOGIN completed.`,
      GETQUOTAROOT: unknown('BAD Command Error. 12'),
      '*': unknown('BAD Command Error. 12'),
    },
  };
}

const EXCHANGE_NAMES = {
  en: {
    mail: ['INBOX', 'Drafts', 'Sent Items', 'Deleted Items', 'Junk Email', 'Outbox'],
    other: ['Calendar', 'Contacts', 'Tasks', 'Notes', 'Journal'],
  },
  de: {
    mail: [
      'INBOX',
      'Entw&APw-rfe',
      'Gesendete Elemente',
      'Gel&APY-schte Elemente',
      'Junk-E-Mail',
      'Postausgang',
    ],
    other: ['Kalender', 'Kontakte', 'Aufgaben', 'Notizen', 'Journal'],
  },
};

/** The folders of a new mailbox, with `messages` in each. */
export function exchangeFolders(language: keyof typeof EXCHANGE_NAMES, messages = 10): ScriptedFolder[] {
  const { mail, other } = EXCHANGE_NAMES[language];
  return [...mail, ...other].map((name) => ({ name, messages }));
}

/** Offers sizes (RFC 8438), and neither counters with LIST nor quota. */
export function statusSizeServer(mailboxes: Mailboxes): ScriptedOptions {
  const capabilities = 'IMAP4rev1 ID LITERAL+ NAMESPACE SASL-IR AUTH=PLAIN CHILDREN STATUS=SIZE';
  return { capabilities, commands: mailboxCommands(mailboxes, capabilities) };
}

/** Offers all that an audit can use. */
export function richServer(mailboxes: Mailboxes): ScriptedOptions {
  const capabilities =
    'IMAP4rev1 ID LITERAL+ NAMESPACE SASL-IR AUTH=PLAIN CHILDREN LIST-EXTENDED LIST-STATUS SPECIAL-USE STATUS=SIZE QUOTA ESEARCH';
  return { capabilities, commands: mailboxCommands(mailboxes, capabilities) };
}

/** The answer to what has no handler of its own; the polite commands are answered all the same. */
function unknown(words: string): Handler {
  return ({ tag, name }) =>
    ['CAPABILITY', 'ID', 'LOGIN', 'AUTHENTICATE', 'LOGOUT', 'NOOP', 'STARTTLS'].includes(name)
      ? undefined
      : `${tag} ${words}`;
}

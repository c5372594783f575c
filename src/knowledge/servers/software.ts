import type { ServerProfile } from './profile.js';

/*
 * Greetings: https://github.com/rapid7/recog/blob/main/xml/imap_banners.xml and
 * https://github.com/nmap/nmap/blob/master/nmap-service-probes, unless another source stands beside them. A pattern
 * holds what the program itself says, not its name alone, which may be part of a company's.
 */
export const SERVER_SOFTWARE: readonly ServerProfile[] = [
  {
    id: 'carbonio',
    name: 'Zextras Carbonio',
    // The name that its proxy gives; the server behind it is a descendant of Zimbra.
    marks: { id: /^Carbonio\b/i },
  },
  {
    id: 'zimbra',
    name: 'Zimbra',
    marks: { id: /^Zimbra\b/i, greeting: /\bZimbra (?:\S{1,60} )?IMAP4rev1\b/ },
    signIn: {
      forms: ['address', 'short-name'],
      advice: 'For Zimbra, make sure that IMAP is on in the class of service.',
    },
    admin: {
      form: 'mirapoint-admin',
      advice:
        'On Zimbra, administrator sign-in is reported to work as `#usera@contoso.com#mailadmin#`; try it with one row before the others.',
    },
    trouble: [
      {
        // https://imapsync.lamiral.info/FAQ.d/FAQ.Zimbra.txt and https://github.com/imapsync/imapsync/issues/426
        when: 'always',
        advice:
          'On Zimbra, a share that no longer works (struck through in the webmail), or one whose owner is locked, can hide all folders or end the connection: remove it before the migration.',
        under: ['login/dropped'],
      },
    ],
  },
  {
    id: 'dovecot',
    name: 'Dovecot',
    marks: {
      id: /^Dovecot\b/i,
      greeting: /\bdovecot(?: \([^()]{1,60}\)| (?:DA|MUA)| at [-.\w]{1,253} is)? ready\b/i,
    },
    // Per user and address: https://doc.dovecot.org/latest/core/summaries/settings.html
    connections: { limit: 10, scope: 'user', setting: 'mail_max_userip_connections' },
    pipelinesLogin: true,
    signIn: {
      forms: ['address', 'short-name'],
      advice: 'For Dovecot, ask whether it expects the full address or the short name.',
    },
    admin: {
      form: 'dovecot-admin',
      // https://doc.dovecot.org/latest/core/config/auth/master_users.html
      advice:
        'On Dovecot, write an administrator as `usera*mailadmin`, after a master user and `auth_master_user_separator = *` are set up; the separator has no default.',
    },
    trouble: [
      {
        when: 'admin-rows',
        advice:
          'Where Dovecot uses access control lists (ACL), they can hide every folder from the master user.',
      },
      {
        // https://doc.dovecot.org/latest/core/config/auth/penalty.html
        when: 'always',
        advice:
          'Dovecot answers refused sign-ins late, and after several of them the right ones from the same address too: mend rejected rows before the next run.',
        under: ['login/timeout', 'login/throttled'],
      },
    ],
  },
  {
    id: 'cyrus',
    name: 'Cyrus IMAP',
    marks: { id: /^Cyrus\b/i, greeting: /\bCyrus IMAP4?(?: Murder)? v?\d/ },
    pipelinesLogin: true,
  },
  {
    id: 'courier',
    name: 'Courier IMAP',
    marks: { id: /^Courier\b/i, greeting: /\bCourier-IMAP ready\b/ },
    // https://github.com/svarshavchik/courier-libs/blob/master/imap/imapd.dist.in.git
    connections: { limit: 4, scope: 'address', setting: 'MAXPERIP', silent: true },
    pipelinesLogin: false,
    signIn: {
      forms: ['address', 'short-name'],
      advice:
        "For Courier, put each user's own name and password in the file, the full address or the short name as it is set up.",
    },
    admin: {
      form: 'admin-with-user-root',
      advice:
        'Courier has no administrator sign-in: `mailadmin` with `/users/usera` in UserRoot reaches the mailboxes whose folders are shared with that account.',
    },
    trouble: [
      {
        // https://github.com/svarshavchik/courier-libs/blob/master/imap/imapd.dist.in.git
        when: 'always',
        advice:
          'Courier takes 40 connections in all as it comes (MAXDAEMONS), from migration and users together, and turns further ones away without a word.',
        under: ['login/dropped', 'login/too-many-connections'],
      },
    ],
  },
  {
    id: 'domino',
    name: 'HCL Domino',
    marks: { greeting: /\bDomino IMAP4 Server\b/ },
    // https://imapsync.lamiral.info/FAQ.d/FAQ.Admin_Authentication.txt
    admin: 'none',
    trouble: [
      {
        // https://imapsync.lamiral.info/FAQ.d/FAQ.Domino.txt
        when: 'always',
        advice:
          'Replicas of one Domino mailbox on several servers can differ: give the server that holds all messages of the users.',
      },
    ],
  },
  {
    id: 'mirapoint',
    name: 'Mirapoint',
    marks: { greeting: /\bMirapoint IMAP4/ },
    admin: {
      form: 'mirapoint-admin',
      advice: 'On Mirapoint, write an administrator as `#usera@contoso.com#mailadmin#`.',
    },
  },
  {
    id: 'oracle',
    name: 'Oracle Messaging Server',
    marks: {
      greeting:
        /\((?:Oracle Communications|Sun Java\(tm\) System|iPlanet|Netscape) Messaging (?:Server|Exchange)\b/,
    },
    admin: {
      form: 'admin-with-user-root',
      advice:
        'Oracle Messaging Server has no administrator sign-in: `mailadmin` with `/users/usera` in UserRoot reaches the mailboxes whose folders are shared with that account.',
    },
  },
  {
    id: 'kerio',
    name: 'Kerio Connect',
    marks: { id: /^Kerio\b/i, greeting: /\bKerio (?:Connect|MailServer) \d/ },
    // Its master password belongs to a command of its own, X-MASTERAUTH:
    // https://support.kerioconnect.gfi.com/hc/en-us/articles/360015186620-IMAP-Master-Authentication-in-Kerio-Connect
    admin: 'none',
  },
  {
    id: 'hmailserver',
    name: 'hMailServer',
    // The greeting as it comes says `IMAPrev1` and nothing else.
    marks: {
      id: /^hMailServer\b/i,
      greeting: /\bhMailServer (?:IMAP|ready|\d)|^(?:\* OK (?:\[[^\]]*\] )?)?IMAPrev1\s*$/,
    },
  },
  { id: 'mdaemon', name: 'MDaemon', marks: { greeting: /\bIMAP4(?:rev1)? MDaemon\b/ } },
  {
    id: 'icewarp',
    name: 'IceWarp',
    // Named Merak before.
    marks: { greeting: /\b(?:IceWarp|Merak) \d/ },
  },
  { id: 'groupwise', name: 'GroupWise', marks: { greeting: /\bGroupWise (?:IMAP4rev1 )?Server Ready\b/i } },
  { id: 'communigate', name: 'CommuniGate Pro', marks: { greeting: /\bCommuniGate Pro IMAP\b/ } },
  {
    id: 'stalwart',
    name: 'Stalwart',
    // https://github.com/stalwartlabs/stalwart/blob/main/crates/imap/src/lib.rs
    marks: { id: /^Stalwart\b/i, greeting: /\bStalwart IMAP4rev2\b/ },
  },
  {
    id: 'proton-bridge',
    name: 'Proton Mail Bridge',
    // https://github.com/ProtonMail/gluon/blob/master/internal/session/session.go
    marks: { greeting: /- gluon session ID \d/ },
    signIn: {
      forms: ['address'],
      // https://proton.me/support/protonmail-bridge-faq
      advice:
        'For Proton, put the password that Bridge shows under Mailbox details in Password, not that of the Proton account.',
    },
    admin: 'none',
    trouble: [
      {
        when: 'always',
        advice:
          'Proton Mail Bridge runs on a computer of yours, so Exchange Online reaches it only if that computer has a public name and stays on.',
      },
    ],
  },
  { id: 'smartermail', name: 'SmarterMail', marks: { greeting: /\bIMAP4rev1 SmarterMail\b/ } },
  {
    id: 'uw-imap',
    name: 'UW IMAP',
    marks: { greeting: /\bIMAP4rev1 20\d\d\.\d{3}\S{0,20} (?:server ready )?at\b/ },
  },
  { id: 'dbmail', name: 'DBMail', marks: { greeting: /\bdbmail imap \(protocol version/ } },
  { id: 'firstclass', name: 'FirstClass', marks: { greeting: /\bFirstClass IMAP4/ } },
  { id: 'mercury', name: 'Mercury/32', marks: { greeting: /\bIMAP4rev1 Mercury\/32\b/ } },
  {
    id: 'david',
    name: 'Tobit David',
    // https://imapsync.lamiral.info/FAQ.d/FAQ.David_Tobit.txt
    marks: { greeting: /\b(?:DvISE|David(?:\.fx)?) Mail Access Server\b/ },
    trouble: [
      {
        when: 'always',
        advice:
          "David lets users write `/` in the names of folders, which Exchange Online does not migrate: rename such folders in David's own program first.",
      },
    ],
  },
];

import type { ServerProfile } from './profile.js';

const APP_PASSWORD_FIRST =
  'Have every user create one before the migration, and put it in the file without the spaces in which it is shown.';

/**
 * The large providers, whose passwords and limits are their own. What they say and take was gathered from their help
 * pages, which stand beside each fact, and from issue threads.
 */
export const PROVIDERS: readonly ServerProfile[] = [
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
    signIn: {
      forms: ['address'],
      advice:
        'For Gmail, put the full address in UserName and an app password of 16 letters, without spaces, in Password; Google refuses the normal password.',
    },
    admin: 'none',
    trouble: [
      {
        // https://support.google.com/a/answer/105694 and https://support.google.com/mail/answer/7126229
        when: 'always',
        advice:
          "At Google, IMAP must be on twice: for the organization in the Google Admin console, and in each user's own Gmail settings.",
      },
      {
        // https://support.google.com/a/answer/1071518
        when: 'always',
        advice:
          'Google lets IMAP download about 2,500 MB a day from one account, so that a mailbox of 10 GB takes four days or more.',
        under: ['login/throttled'],
      },
      {
        when: 'always',
        advice:
          "A user's own Gmail settings can hide labels from IMAP or show 1,000 messages of a folder at most; undo that before the migration.",
      },
    ],
  },
  {
    id: 'aol',
    name: 'AOL Mail',
    hosted: true,
    // https://github.com/thunderbird/autoconfig/blob/master/ispdb/aol.com.xml
    marks: { host: /^imap\.aol\.com$/ },
    signIn: {
      forms: ['address', 'short-name'],
      // https://help.aol.com/articles/Create-and-manage-app-password
      advice:
        'For AOL, generate an app password on the security page of the account and put it in Password; the normal password is not taken from other programs.',
    },
    admin: 'none',
    trouble: [{ when: 'always', advice: APP_PASSWORD_FIRST }],
  },
  {
    id: 'yahoo',
    name: 'Yahoo Mail',
    hosted: true,
    marks: { host: /(?:^|\.)mail\.yahoo\.(?:com|co\.[a-z]{2})$/, capability: 'XYMHIGHESTMODSEQ' },
    signIn: {
      forms: ['address', 'short-name'],
      advice:
        'For Yahoo, generate an app password in the security settings of the account and put it in Password.',
    },
    admin: 'none',
    trouble: [
      {
        // https://github.com/postalsys/imapflow/issues/75
        when: 'always',
        advice:
          'Yahoo answers "Rate limit hit" to many commands or connections in a short time: migrate few of its mailboxes at once.',
        under: ['login/throttled', 'login/too-many-connections'],
      },
    ],
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
    signIn: {
      forms: ['address', 'short-name'],
      advice:
        'For iCloud, generate an app-specific password in the Apple account, and try UserName with and without `@icloud.com`.',
    },
    admin: 'none',
  },
  {
    id: 'zoho',
    name: 'Zoho Mail',
    hosted: true,
    marks: { host: /^imap(?:pro)?\.zoho\.(?:com\.)?[a-z]{2,3}$/ },
    signIn: {
      forms: ['address', 'short-name'],
      advice:
        'For Zoho, check the host name of the region (`imap.zoho.com`, `imap.zoho.eu`, `imap.zoho.in`, `imap.zoho.com.au`; `imappro` for domains of your own) and use an app password if two-factor sign-in is on.',
    },
    admin: 'none',
    trouble: [
      {
        when: 'always',
        advice:
          'At Zoho, IMAP must be on in the policy of the organization and in the settings of each mailbox, and needs a paid plan.',
      },
    ],
  },
  {
    id: 'yandex',
    name: 'Yandex Mail',
    hosted: true,
    marks: { host: /^imap\.(?:yandex|ya)\.(?:com\.)?[a-z]{2,3}$/, greeting: /\bYandex IMAP4rev1\b/ },
    signIn: {
      forms: ['address', 'short-name'],
      advice:
        'For Yandex, turn on IMAP in the mail settings and use an app password; it gives the same answer for a wrong password and for IMAP turned off.',
    },
    admin: 'none',
  },
  {
    id: 'tencent',
    name: 'Tencent QQ Mail and Exmail',
    hosted: true,
    marks: { host: /^imap\.(?:exmail\.)?qq\.com$/, greeting: /\bQQMail XMIMAP4Server\b/ },
    signIn: {
      forms: ['address', 'short-name'],
      advice:
        'For Tencent, generate a client authorization code and put it in Password, and set the IMAP range to all mail; by default it shows the last 30 days.',
    },
    admin: 'none',
  },
  {
    id: 'fastmail',
    name: 'Fastmail',
    hosted: true,
    // https://www.fastmail.com/help/technical/servernamesandports.html
    marks: { host: /^imap\.fastmail\.com$/ },
    signIn: {
      forms: ['address'],
      advice:
        'For Fastmail, put the full address in UserName and an app password in Password; the normal password is refused.',
    },
    admin: 'none',
    trouble: [
      {
        // https://www.fastmail.com/help/clients/apppassword.html
        when: 'always',
        advice:
          "Fastmail's Basic plan has neither IMAP nor app passwords: move such users to another plan for the time of the migration.",
      },
    ],
  },
  {
    id: 'mail.ru',
    name: 'Mail.ru',
    hosted: true,
    // https://github.com/thunderbird/autoconfig/blob/master/ispdb/mail.ru
    marks: { host: /^imap\.mail\.ru$/ },
    signIn: {
      forms: ['address'],
      advice:
        'For Mail.ru, put the full address in UserName and a password for external programs in Password.',
    },
    admin: 'none',
  },
];

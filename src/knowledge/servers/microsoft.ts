import type { ServerProfile } from './profile.js';

/** Microsoft's own services, which take no password over IMAP, and the server that others run. */
export const MICROSOFT_SERVICES: readonly ServerProfile[] = [
  {
    id: 'outlook.com',
    name: 'Outlook.com',
    hosted: true,
    marks: { host: /^(?:imap|imap-mail)\.outlook\.com$|^imap\.(?:hotmail|live)\.com$/ },
    signIn: {
      forms: [],
      advice:
        'Do not use IMAP for Outlook.com: it takes no password, and app passwords do not help. Export the mail to a PST file instead.',
    },
    admin: 'none',
  },
  {
    id: 'exchange-online',
    name: 'Exchange Online',
    hosted: true,
    marks: {
      host: /(?:^|\.)outlook\.(?:com|cn)$|(?:^|\.)office365\.(?:com|us)$|^outlook\.office\.(?:com|de)$/,
    },
    signIn: {
      forms: [],
      advice:
        'Do not use IMAP for Exchange Online: it takes no password. Use cross-tenant mailbox migration instead.',
    },
    admin: 'none',
  },
];

export const EXCHANGE_SERVER: ServerProfile = {
  id: 'exchange',
  name: 'Exchange Server',
  marks: {
    id: /^Microsoft\.Exchange\.Imap4/i,
    // Exchange 5.5 to 2003 greeted in the language of the server, and with the words in its order:
    // https://github.com/nmap/nmap/blob/master/nmap-service-probes
    greeting: /\bMicrosoft Exchange(?: Server)?(?: 20\d\d)? \(?IMAP4|\bIMAP4rev1(?:de)? Microsoft Exchange\b/,
  },
  // https://learn.microsoft.com/powershell/module/exchange/set-imapsettings
  connections: { limit: 16, scope: 'user', setting: 'MaxConnectionsPerUser' },
  signIn: {
    forms: ['exchange-user', 'address', 'short-name'],
    advice:
      'For Exchange, try `contoso/usera`, `contoso\\usera` and the full address: it gives the same answer for a wrong form, a wrong password and IMAP turned off.',
  },
  admin: {
    form: 'exchange-admin',
    advice:
      "On Exchange, write an administrator as `contoso/mailadmin/usera`, with that account's password, and give it rights to every mailbox.",
  },
  trouble: [
    {
      // https://techcommunity.microsoft.com/t5/exchange-team-blog/understanding-login-strings-with-pop3-imap/ba-p/610683
      when: 'admin-rows',
      advice:
        'On Exchange, the last part of UserName is the alias of the mailbox, which can differ from the sign-in name; the built-in Administrator account, and an account without a mailbox of its own, are reported not to work.',
    },
    {
      // https://learn.microsoft.com/powershell/module/exchange/set-imapsettings (LoginType)
      when: 'starttls',
      advice:
        'Exchange takes a password on port 143 only after STARTTLS, as long as LoginType is SecureLogin, its default.',
    },
    {
      when: 'always',
      advice:
        'On Exchange, leave the public folders out of the batch: their content is copied into the mailbox of every user otherwise.',
    },
  ],
};

import type { ServerId, ServerProfile } from './profile.js';

/**
 * Hosters that ask for the full address and the password of the mailbox. Names and forms:
 * https://github.com/thunderbird/autoconfig/tree/master/ispdb, and for OVH and STRATO their own pages.
 */
function hoster(id: ServerId, name: string, marks: ServerProfile['marks']): ServerProfile {
  const advice = `For ${name}, put the full address in UserName and the password of the mailbox, not that of the customer account, in Password.`;
  return { id, name, hosted: true, marks, signIn: { forms: ['address'], advice }, admin: 'none' };
}

// https://hilfe.gmx.net/sicherheit/2fa/anwendungsspezifisches-passwort.html
const TWO_FACTOR = 'an application-specific password if two-factor sign-in is on';

export const HOSTERS: readonly ServerProfile[] = [
  {
    id: 'gmx',
    name: 'GMX',
    hosted: true,
    // The company's servers say `IMAP server ready H ` and their name: `migmx…` here, `mieue…` for IONOS.
    marks: { host: /^imap\.gmx\.(?:net|com)$/, greeting: /\bIMAP server ready H migmx\d/ },
    signIn: {
      forms: ['address', 'short-name'],
      advice: `For GMX, put the full address in UserName, and in Password ${TWO_FACTOR}.`,
    },
    admin: 'none',
    trouble: [
      {
        // https://www.gmx.net/mail/tipps/posts/pop3-imap/36/
        when: 'always',
        advice:
          'At GMX, POP3 and IMAP are off until the user turns them on in the e-mail settings of the account.',
      },
    ],
  },
  {
    id: 'web.de',
    name: 'WEB.DE',
    hosted: true,
    marks: { host: /^imap\.web\.de$/ },
    signIn: {
      forms: ['short-name', 'address'],
      advice: `For WEB.DE, put the part before the \`@\` in UserName, or else the full address, and in Password ${TWO_FACTOR}.`,
    },
    admin: 'none',
    trouble: [
      {
        // https://hilfe.web.de/pop-imap/einschalten.html
        when: 'always',
        advice:
          'At WEB.DE, POP3 and IMAP are off until the user turns them on in the e-mail settings of the account.',
      },
    ],
  },
  hoster('ionos', 'IONOS', {
    host: /^imap\.(?:ionos\.(?:com|co\.uk|[a-z]{2})|1und1\.de|1and1\.(?:com|co\.uk|[a-z]{2}))$/,
    greeting: /\bIMAP server ready H mieue\d/,
  }),
  hoster('rackspace', 'Rackspace Email', { host: /^(?:secure|imap)\.emailsrvr\.com$/ }),
  hoster('ovh', 'OVHcloud', { host: /^(?:ssl0|imap\.mail)\.ovh\.net$/ }),
  hoster('strato', 'STRATO', { host: /^imap\.strato\.(?:de|com)$/ }),
  {
    id: 'godaddy',
    name: 'GoDaddy Workspace Email',
    hosted: true,
    marks: { host: /^imap\.secureserver\.net$/ },
  },
];

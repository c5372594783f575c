import type { Code } from '../model/code.js';
import { CSV } from './catalogue/csv.js';
import { DNS } from './catalogue/dns.js';
import { IMAP } from './catalogue/imap.js';
import { LOGIN } from './catalogue/login.js';
import { MAILBOX } from './catalogue/mailbox.js';
import { TARGET } from './catalogue/target.js';
import { TCP } from './catalogue/tcp.js';
import { TLS } from './catalogue/tls.js';
import type { Entry } from './entry.js';

/** All that is said to a user, by code, in the order of the stages. A code without an entry does not compile. */
export const CATALOGUE: { [C in Code]: Entry<C> } = {
  ...CSV,
  ...DNS,
  ...TCP,
  ...TLS,
  ...IMAP,
  ...LOGIN,
  ...MAILBOX,
  ...TARGET,
};

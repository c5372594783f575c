import type { CodesOf } from '../model/code.js';
import type { Answer } from '../model/evidence.js';
import type { ServerId } from './servers.js';

/** What an answer may mean; the other login codes are for attempts without one. */
export type AnswerCode = Exclude<CodesOf<'login'>, 'login/timeout' | 'login/dropped' | 'login/stopped'>;

/** One thing that servers say. Patterns are bounded: the text is a stranger's. */
export interface AnswerRow {
  /** Who says it in these words; absent where several do. */
  provider?: ServerId;
  text?: RegExp;
  /** The row holds only for such answers. */
  status?: Answer['status'];
  is: AnswerCode;
}

/*
 * Words without which a sentence means something else: "Invalid credentials or IMAP is disabled" tells neither.
 */
const UNDECIDED: readonly AnswerRow[] = [
  // Yandex ends it with the number of the session.
  { provider: 'yandex', text: /invalid credentials or IMAP is disabled sc=/i, is: 'login/rejected' },
  {
    text: /\b(?:credentials|password|user ?name)\b[^.]{0,60}\bor\b[^.]{0,60}\bIMAP\b|\bIMAP\b[^.]{0,60}\bor\b[^.]{0,60}\b(?:credentials|password|user ?name)\b/i,
    is: 'login/rejected',
  },
];

/** https://support.google.com/accounts/answer/185833 and https://service.mail.qq.com (authorization code) */
const APP_PASSWORD: readonly AnswerRow[] = [
  { provider: 'gmail', text: /application-specific password required/i, is: 'login/app-password-required' },
  { provider: 'tencent', text: /please using authorized code to login/i, is: 'login/app-password-required' },
  { provider: 'tencent', text: /authorized code is incorrect/i, is: 'login/app-password-required' },
  { provider: 'tencent', text: /please using weixin token/i, is: 'login/app-password-required' },
  // Mail.ru has been seen to write "Aplication".
  {
    text: /\b(?:app|app?lication)(?:[- ]specific)? password (?:is )?(?:required|needed)|\b(?:use|using|need|needs|require|requires|generate|create) an? (?:app|application)(?:[- ]specific)? password/i,
    is: 'login/app-password-required',
  },
];

/** https://support.google.com/mail/accounts/answer/78754 */
const WEB_LOGIN: readonly AnswerRow[] = [
  { provider: 'gmail', text: /please log in via your web browser/i, is: 'login/web-login-required' },
  { provider: 'gmail', text: /\bweb login required/i, is: 'login/web-login-required' },
];

const IMAP_DISABLED: readonly AnswerRow[] = [
  { provider: 'gmail', text: /account is not enabled for IMAP use/i, is: 'login/imap-disabled' },
  { provider: 'gmail', text: /IMAP access is disabled for your domain/i, is: 'login/imap-disabled' },
  { provider: 'zoho', text: /yet to enable IMAP for your account/i, is: 'login/imap-disabled' },
  { provider: 'courier', text: /^IMAP access disabled for this account/i, is: 'login/imap-disabled' },
  { provider: 'zimbra', text: /^account does not have IMAP access enabled/i, is: 'login/imap-disabled' },
  {
    text: /\bIMAP(?:4|4rev1)?(?: (?:access|service|support|protocol|login))?(?: (?:is|has been|was))?(?: currently)? (?:disabled|deactivated|turned off|switched off|not (?:enabled|activated|allowed|permitted|available for))\b/i,
    is: 'login/imap-disabled',
  },
  {
    text: /\bnot (?:enabled|activated|allowed|permitted|authorized) (?:for|to use) IMAP(?:4|4rev1)?\b/i,
    is: 'login/imap-disabled',
  },
];

const BASIC_AUTH: readonly AnswerRow[] = [
  {
    provider: 'outlook.com',
    text: /^Basic authentication is disabled/i,
    is: 'login/basic-auth-disabled',
  },
  {
    text: /\bbasic auth(?:entication)? (?:is |has been )?(?:disabled|blocked|not (?:enabled|allowed|supported))|\b(?:modern authentication|OAuth ?2?(?:\.0)?) (?:is )?required/i,
    is: 'login/basic-auth-disabled',
  },
];

const EXPIRED: readonly AnswerRow[] = [
  // https://github.com/Zimbra/zm-mailbox/blob/develop/store/src/java/com/zimbra/cs/imap/ImapHandler.java
  { provider: 'zimbra', text: /^password must be changed before IMAP login/i, is: 'login/expired' },
  {
    text: /\b(?:password|passphrase|account|credentials) (?:has |have |is )?expired|\bexpired (?:password|passphrase|account|credentials)\b/i,
    is: 'login/expired',
  },
];

/** They come before the words for what passes: a lock that ends by itself is not to be tried against. */
const BLOCKED: readonly AnswerRow[] = [
  { provider: 'dovecot', text: /\blogin disabled for this user/i, is: 'login/blocked' },
  // Lists of cPanel's cPHulk. Microsoft's datacenters may stand on the right side of them, or not.
  { text: /\bLOGIN DENIED\b.{0,20}\b(?:COUNTRY|IP) IS BLACKLISTED/i, is: 'login/blocked' },
  {
    text: /\b(?:account|user|passphrase) (?:is |has been |was )?(?:currently |temporarily )?(?:disabled|suspended|locked|blocked|deactivated)\b|\bpassword (?:is )?locked\b/i,
    is: 'login/blocked',
  },
];

const CONNECTIONS: readonly AnswerRow[] = [
  {
    provider: 'gmail',
    text: /too many simultaneous connections\. \(Failure\)/i,
    is: 'login/too-many-connections',
  },
  {
    provider: 'dovecot',
    text: /maximum number of connections from user\+IP exceeded/i,
    is: 'login/too-many-connections',
  },
  { provider: 'cyrus', text: /too many open connections \(/i, is: 'login/too-many-connections' },
  {
    text: /\b(?:too many|max(?:imum|\.)?(?: number of)?) (?:(?:open|active|concurrent|simultaneous|imap|client|user) ){0,3}(?:connections|sessions|logins)\b|\b(?:connection|session)s? limit\b/i,
    is: 'login/too-many-connections',
  },
];

const THROTTLED: readonly AnswerRow[] = [
  { provider: 'gmail', text: /exceeded command or bandwidth limits/i, is: 'login/throttled' },
  { provider: 'gmail', text: /^Session expired, please login again/i, is: 'login/throttled' },
  { provider: 'yahoo', text: /\bRate limit hit\b/i, is: 'login/throttled' },
  { provider: 'exchange', text: /\bRequest is throttled\b/i, is: 'login/throttled' },
  // cPanel's cPHulk bans an address for a while, and says this to right passwords too.
  { text: /\bLOGIN DENIED\b.{0,20}\bFAILURES\b/i, is: 'login/throttled' },
  { text: /\bthrottl(?:ed|ing)\b|\brate[- ]limit|\bbandwidth limit|\bslow down\b/i, is: 'login/throttled' },
  {
    text: /\btoo many (?:(?:failed|invalid|unsuccessful|bad|recent|log[- ]?in|sign[- ]?in|auth[a-z]{0,12}|password|connection)s? ){1,3}(?:attempts|failures|tries|errors)\b/i,
    is: 'login/throttled',
  },
];

/** The server wants TLS, or thinks that it has none: nothing was said of the credentials. */
const PRIVACY: readonly AnswerRow[] = [
  { provider: 'cyrus', text: /\bonly available under a layer/i, is: 'login/unavailable' },
  { provider: 'courier', text: /^STARTTLS required/i, is: 'login/unavailable' },
  { provider: 'exchange', text: /\bcommand received in invalid state/i, is: 'login/unavailable' },
  { provider: 'exchange-online', text: /^TLS 1\.0 and 1\.1 are not supported/i, is: 'login/unavailable' },
  {
    text: /\b(?:plain|clear) ?text (?:authentication|logins?|passwords?) (?:is |are )?(?:disallowed|disabled|not (?:allowed|permitted|supported))/i,
    is: 'login/unavailable',
  },
  {
    text: /\b(?:STARTTLS|TLS|SSL|encryption) (?:is )?(?:required|needed)|\bmust (?:use|issue) (?:a )?(?:STARTTLS|TLS|SSL)\b/i,
    is: 'login/unavailable',
  },
];

const TEMPORARY: readonly AnswerRow[] = [
  { provider: 'gmail', text: /\bTemporary System Problem\b/i, is: 'login/unavailable' },
  { provider: 'exchange', text: /^Server Unavailable\. \d/i, is: 'login/unavailable' },
  // SASL's words for a fault of the server, such as a password database that cannot be opened
  // (https://github.com/cyrusimap/cyrus-sasl/blob/master/lib/common.c).
  {
    provider: 'cyrus',
    text: /^Login failed: (?:generic failure|no memory available|transient failure|remote authentication server unavailable)/i,
    is: 'login/unavailable',
  },
  {
    text: /\btemporar(?:y|ily)\b|\btransient\b|\b(?:try again|retry) (?:later|in|after|soon)\b/i,
    is: 'login/unavailable',
  },
  {
    text: /\b(?:server|service|backend|system) (?:is )?(?:currently )?(?:unavailable|busy|down|not available|shutting down)\b|\binternal (?:server )?error\b|\bsystem error\b/i,
    is: 'login/unavailable',
  },
];

const NOT_AUTHORIZED: readonly AnswerRow[] = [
  // On the command after LOGIN; some builds say it to a wrong password too.
  { provider: 'exchange', text: /\bauthenticated but not connected/i, is: 'login/not-authorized' },
  { provider: 'cyrus', text: /^Login failed: authorization failure/i, is: 'login/not-authorized' },
];

/** https://github.com/RainLoop/rainloop-webmail/issues/1354 and https://wordpress.org/plugins/inbox-status/ */
const YAHOO_REFUSES: AnswerRow = {
  provider: 'yahoo',
  text: /\(#(?:MBR1212|AUTH012)\)/,
  is: 'login/rejected',
};

/** Whose words a refusal is in, where the words are their own. */
const OWN_WORDS: readonly AnswerRow[] = [
  YAHOO_REFUSES,
  { provider: 'gmail', text: /^Invalid credentials \(Failure\)/i, is: 'login/rejected' },
  { provider: 'gmail', text: /^Lookup failed\b/i, is: 'login/rejected' },
  { provider: 'zoho', text: /^Invalid credentials\(Failure\)/i, is: 'login/rejected' },
  { provider: 'yahoo', text: /^(?:LOGIN|AUTHENTICATE) Invalid credentials\s*$/, is: 'login/rejected' },
  { provider: 'exchange', text: /^(?:LOGIN|AUTHENTICATE) failed\.$/, is: 'login/rejected' },
  { provider: 'cyrus', text: /^Login failed: authentication failure/, is: 'login/rejected' },
];

/**
 * Words for wrong credentials, where no response code helps. The last row is for NO alone: "Invalid
 * characters in atom" is about the command. After a production sync engine:
 * https://github.com/closeio/sync-engine/blob/master/inbox/auth/utils.py
 */
const CREDENTIALS: readonly AnswerRow[] = [
  {
    text: /\bauth(?:entication|orization)? ?fail|\blog ?in ?(?:fail|bad|error|incorrect)|\bre-authentication failure/i,
    is: 'login/rejected',
  },
  { text: /\b(?:user ?name|password) error|\bno valid tokens/i, is: 'login/rejected' },
  {
    text: /\b(?:invalid|incorrect|bad|wrong|unknown) (?:email |login |user )?(?:credentials|password|user ?name)\b/i,
    is: 'login/rejected',
  },
  { status: 'NO', text: /incorrect|invalid|please log in/i, is: 'login/rejected' },
];

/** Texts without a response code that decides: none, ALERT, or one that is not known here. */
const BY_TEXT: readonly AnswerRow[] = [
  ...UNDECIDED,
  ...APP_PASSWORD,
  ...WEB_LOGIN,
  ...IMAP_DISABLED,
  ...BASIC_AUTH,
  ...BLOCKED,
  ...THROTTLED,
  ...CONNECTIONS,
  ...PRIVACY,
  ...TEMPORARY,
  ...NOT_AUTHORIZED,
  ...EXPIRED,
  ...OWN_WORDS,
  ...CREDENTIALS,
];

const LIMITS = [...CONNECTIONS, ...THROTTLED];

/**
 * Response codes that decide (RFC 5530, RFC 9051 section 7.1, RFC 9208; THROTTLED is Dovecot's, WEBALERT
 * Gmail's). Within a class the text may tell more, but never something else.
 */
const BY_CODE: Readonly<Record<string, readonly AnswerRow[]>> = {
  AUTHENTICATIONFAILED: [
    ...UNDECIDED,
    ...APP_PASSWORD,
    ...WEB_LOGIN,
    ...IMAP_DISABLED,
    ...BASIC_AUTH,
    ...EXPIRED,
    ...BLOCKED,
    ...OWN_WORDS,
    { is: 'login/rejected' },
  ],
  AUTHORIZATIONFAILED: [
    // Yahoo's code for a wrong password, years ago.
    YAHOO_REFUSES,
    { is: 'login/not-authorized' },
  ],
  NOPERM: [{ is: 'login/not-authorized' }],
  EXPIRED: [{ is: 'login/expired' }],
  CONTACTADMIN: [...IMAP_DISABLED, ...BLOCKED, { is: 'login/blocked' }],
  WEBALERT: [{ provider: 'gmail', is: 'login/web-login-required' }],
  UNAVAILABLE: [...LIMITS, ...TEMPORARY, { is: 'login/unavailable' }],
  LIMIT: [...LIMITS, { is: 'login/throttled' }],
  THROTTLED: [...LIMITS, { is: 'login/throttled' }],
  OVERQUOTA: [...LIMITS, { is: 'login/throttled' }],
  INUSE: [{ is: 'login/unavailable' }],
  SERVERBUG: [...TEMPORARY, { is: 'login/unavailable' }],
  // Of user name and password these say nothing.
  CORRUPTION: [{ is: 'login/unavailable' }],
  CLIENTBUG: [{ is: 'login/unavailable' }],
  PRIVACYREQUIRED: [...PRIVACY, { is: 'login/unavailable' }],
};

/** Every row, for the test that each is reached by an answer which somebody has seen. */
export const ANSWER_ROWS: ReadonlySet<AnswerRow> = new Set([...BY_TEXT, ...Object.values(BY_CODE).flat()]);

/** The row that says what an answer means: by its response code, then by its text. */
export function knownAnswer(answer: Answer): AnswerRow | undefined {
  const code = answer.code?.toUpperCase() ?? '';
  const rows = Object.hasOwn(BY_CODE, code) ? BY_CODE[code] : BY_TEXT;
  const text = answer.text.trim();
  return rows?.find(
    (row) => (row.status ?? answer.status) === answer.status && (row.text?.test(text) ?? true),
  );
}

/** Exchange's `Suggested Backoff Time: 299961 milliseconds`, and what people write: `try again in 30 seconds`. */
const PAUSE =
  /\b(?:backoff time:|try(?:ing)?(?: again)?|retry(?:ing)?|reconnect|wait)(?: (?:in|after|for|at least|about|another)){0,3} (\d{1,9}) ?(milliseconds?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h)\b/i;

const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Nobody waits longer, and no run does. */
const LONGEST_PAUSE_MS = 24 * 3_600_000;

/** The pause that the server asks for, in milliseconds; undefined where it names none that makes sense. */
export function suggestedBackoff(text: string): number | undefined {
  const [, digits, unit = ''] = PAUSE.exec(text) ?? [];
  const name = /^m(?:s|illi)/i.test(unit) ? 'ms' : unit.charAt(0).toLowerCase();
  const pause = Number(digits) * (MILLISECONDS[name] ?? Number.NaN);
  return pause > 0 && pause <= LONGEST_PAUSE_MS ? pause : undefined;
}

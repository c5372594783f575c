/**
 * Domains under which providers give addresses to private people, so that no tenant but the provider's own can have
 * one. From what the providers say of themselves; no list of them is complete. As of 2026-08-01.
 */
const DOMAINS = [
  ...['gmail.com', 'googlemail.com'],
  ...['icloud.com', 'me.com', 'mac.com'],
  ...['msn.com', 'passport.com', 'windowslive.com'],
  ...['ymail.com', 'rocketmail.com', 'aol.com', 'aim.com', 'verizon.net'],
  ...['proton.me', 'protonmail.com', 'pm.me', 'tutanota.com', 'tuta.com', 'hey.com', 'fastmail.com'],
  ...[
    'gmx.de',
    'gmx.net',
    'gmx.at',
    'gmx.ch',
    'gmx.com',
    'gmx.fr',
    'gmx.es',
    'gmx.co.uk',
    'gmx.us',
    'gmx.info',
  ],
  ...['web.de', 't-online.de', 'freenet.de', 'arcor.de', 'mail.de', 'email.de', 'posteo.de', 'mailbox.org'],
  ...['mail.com', 'email.com', 'usa.com', 'zoho.com', 'zohomail.com', 'zohomail.eu'],
  ...['orange.fr', 'wanadoo.fr', 'free.fr', 'sfr.fr', 'laposte.net', 'neuf.fr', 'bbox.fr'],
  ...['libero.it', 'virgilio.it', 'tiscali.it', 'alice.it', 'tin.it'],
  ...[
    'bluewin.ch',
    'hispeed.ch',
    'telenet.be',
    'skynet.be',
    'ziggo.nl',
    'kpnmail.nl',
    'home.nl',
    'xs4all.nl',
  ],
  ...['btinternet.com', 'sky.com', 'talktalk.net', 'virginmedia.com', 'ntlworld.com', 'blueyonder.co.uk'],
  ...['comcast.net', 'att.net', 'sbcglobal.net', 'bellsouth.net', 'cox.net', 'charter.net', 'earthlink.net'],
  ...['rogers.com', 'shaw.ca', 'sympatico.ca', 'videotron.ca', 'bigpond.com', 'optusnet.com.au'],
  ...['yandex.ru', 'yandex.com', 'ya.ru', 'mail.ru', 'inbox.ru', 'list.ru', 'bk.ru', 'rambler.ru'],
  ...['seznam.cz', 'centrum.cz', 'wp.pl', 'o2.pl', 'onet.pl', 'interia.pl', 'op.pl', 'ukr.net'],
  ...['qq.com', 'foxmail.com', '163.com', '126.com', 'yeah.net', 'sina.com', 'sohu.com', 'aliyun.com'],
  ...['naver.com', 'daum.net', 'hanmail.net', 'docomo.ne.jp', 'ezweb.ne.jp', 'softbank.ne.jp'],
  ...['uol.com.br', 'bol.com.br', 'terra.com.br', 'ig.com.br', 'globo.com', 'rediffmail.com'],
] as const;

/** Providers with a domain for each of many countries: `yahoo.de`, `yahoo.co.uk`. */
const FAMILIES = ['yahoo', 'hotmail', 'outlook', 'live'] as const;
const ENDINGS =
  /^(?:com|net|ie|eu|at|be|bg|ca|ch|cl|cn|cz|de|dk|ee|es|fi|fr|gr|hr|hu|id|in|it|jp|kr|lt|lv|my|nl|no|ph|pl|pt|ro|ru|se|sg|sk|th|co\.(?:id|il|in|jp|kr|nz|th|uk|za)|com\.(?:ar|au|br|cn|co|gr|hk|mx|my|pe|ph|pt|sg|tr|tw|ua|ve|vn))$/;

const KNOWN: ReadonlySet<string> = new Set(DOMAINS);
const KNOWN_FAMILIES: ReadonlySet<string> = new Set(FAMILIES);

/** Whether addresses at this domain, in lower case, are those of private people. */
export function isConsumerDomain(domain: string): boolean {
  if (KNOWN.has(domain)) return true;
  const dot = domain.indexOf('.');
  return KNOWN_FAMILIES.has(domain.slice(0, dot)) && ENDINGS.test(domain.slice(dot + 1));
}

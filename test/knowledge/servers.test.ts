import { describe, expect, it } from 'vitest';
import {
  exchangeProduct,
  recogniseServer,
  SERVER_PROFILES,
  type ServerId,
  serverProfile,
} from '../../src/knowledge/servers.js';

const OWN = 'imap.contoso.com';
const READY = 'The Microsoft Exchange IMAP4 service is ready.';
const utf16 = (name: string) => Buffer.from(name, 'utf16le').toString('base64');

function told(traits: Partial<Parameters<typeof recogniseServer>[0]>) {
  return recogniseServer({ host: OWN, ...traits })?.id;
}

/**
 * As servers send them. Exchange 5.5 to 2007, Domino, Mirapoint, GroupWise, MDaemon, IceWarp, CommuniGate, Oracle, UW,
 * DBMail, FirstClass, Mercury, Kerio: nmap-service-probes and rapid7/recog imap_banners.xml. IONOS:
 * Enough-Software/enough_mail. GMX and iCloud: public transcripts. David: imapsync's FAQ. Stalwart and Bridge: their
 * sources.
 */
const GREETINGS: [greeting: string, id: ServerId][] = [
  ['Dovecot (Debian) ready.', 'dovecot'],
  ['Dovecot ready.', 'dovecot'],
  ['Dovecot DA ready.', 'dovecot'],
  ['dovecot MUA ready', 'dovecot'],
  ['Dovecot at mail.contoso.com is ready.', 'dovecot'],
  ['Welcome to Contoso. Dovecot ready.', 'dovecot'],
  ['mail Cyrus IMAP 3.6.1-Debian-3.6.1-4 server ready', 'cyrus'],
  ['mail.contoso.com Cyrus IMAP4 v2.3.7 server ready', 'cyrus'],
  ['mail.contoso.com Cyrus IMAP Murder v2.4.8-Invoca-RPM-2.4.8-1 server ready', 'cyrus'],
  ['Courier-IMAP ready. Copyright 1998-2021 Double Precision, Inc.', 'courier'],
  [READY, 'exchange'],
  ['Microsoft Exchange IMAP4rev1 server version 5.5.2653.23 (mail.contoso.com) ready', 'exchange'],
  ['Microsoft Exchange 2000 IMAP4rev1 server version 6.0.6249.0 (mail.contoso.com) ready.', 'exchange'],
  [
    'Microsoft Exchange Server 2003 IMAP4rev1 server version 6.5.7638.1 (mail.contoso.com) ready.',
    'exchange',
  ],
  ['Der Microsoft Exchange Server 2003 IMAP4rev1-Server, Version 6.5.7638.1 (mail.contoso.com),', 'exchange'],
  ['Der Microsoft Exchange Server (IMAP4rev1, Version 6.0.6249.0 (mail)) steht zur Verfügung.', 'exchange'],
  ['Server Microsoft Exchange IMAP4rev1 verze 6.5.7226.0 (mail.contoso.com) je připraven.', 'exchange'],
  ['La version 6.5.7638.1 (mail) du serveur IMAP4rev1 Microsoft Exchange est prêt', 'exchange'],
  ['Servidor IMAP4rev1de Microsoft Exchange Server 2003 versión 6.5.7638.1 (mail) listo.', 'exchange'],
  ['Microsoft Exchange Server 2007 IMAP4 service ready', 'exchange'],
  ['mail.contoso.com Zimbra IMAP4rev1 server ready', 'zimbra'],
  ['mail.contoso.com Zimbra 7.0.0_GA_3079 IMAP4rev1 server ready', 'zimbra'],
  ['Domino IMAP4 Server Release 10.0.1FP3 ready Wed, 30 Oct 2019 09:28:06 +0100', 'domino'],
  ['mail.contoso.com Mirapoint IMAP4 1.0 server ready', 'mirapoint'],
  ['mail IMAP4 service (Sun Java(tm) System Messaging Server 6.3-7.04 (built Sep 26 2008))', 'oracle'],
  [
    'mail IMAP4 service (Oracle Communications Messaging Server 8.0.1.3.0 64bit (built Mar 1 2017))',
    'oracle',
  ],
  ['mail IMAP4 service (iPlanet Messaging Server 5.2 (built Feb 21 2002))', 'oracle'],
  ['Messaging Multiplexor (Sun Java(tm) System Messaging Server 6.2-8.04 (built Feb 28 2007))', 'oracle'],
  ['Kerio Connect 9.2.5 IMAP4rev1 server ready', 'kerio'],
  ['Kerio MailServer 6.7.3 patch 1 IMAP4rev1 server ready', 'kerio'],
  ['IMAPrev1', 'hmailserver'],
  ['mail.contoso.com IMAP4rev1 MDaemon 17.5.2 ready', 'mdaemon'],
  ['IceWarp 10.4.4 IMAP4rev1 Mon, 23 Jul 2012 18:22:49 +0100', 'icewarp'],
  ['Merak 8.0.3 IMAP4rev1 Mon, 23 Jul 2007 18:22:49 +0100', 'icewarp'],
  ['GroupWise IMAP4rev1 Server Ready', 'groupwise'],
  ['GroupWise Server Ready', 'groupwise'],
  ['CommuniGate Pro IMAP Server 5.4.2 at mail.contoso.com ready', 'communigate'],
  ['Stalwart IMAP4rev2 at your service.', 'stalwart'],
  ['Proton Mail Bridge 03.08.01 - gluon session ID 3', 'proton-bridge'],
  ['IMAP4rev1 SmarterMail', 'smartermail'],
  ['mail.contoso.com IMAP4rev1 2004.357-p2k server ready at Mon, 23 Jul 2007 01:56:26 -0400', 'uw-imap'],
  ['mail.contoso.com IMAP4rev1 2003.339-cpanel at Sun, 22 Jul 2007 07:35:36 -0500', 'uw-imap'],
  ['dbmail imap (protocol version 4r1) server 2.2.10 ready to run', 'dbmail'],
  ['FirstClass IMAP4rev1 server v11.0 at mail.contoso.com ready', 'firstclass'],
  ['mail.contoso.com IMAP4rev1 Mercury/32 v4.62 server ready.', 'mercury'],
  ['IMAP4rev1 DvISE Mail Access Server MA-8.10a (0126)', 'david'],
  ['IMAP4rev1 David.fx Mail Access Server MA-12.00a (0271)', 'david'],
  ['Gimap ready for requests from 203.0.113.7 q17mb123', 'gmail'],
  ['Yandex IMAP4rev1 at sas8.qloud-c.yandex.net:993 ready to talk with', 'yandex'],
  ['QQMail XMIMAP4Server ready', 'tencent'],
  ['(2538B104-b1489b0b0463) p00-iscream-7dfc5877dc-kmwkw', 'icloud'],
  ['IMAP server ready H mieue154 15.6 IMAP-1My4Ij-1k2Oa32EiF-00yVN8', 'ionos'],
  ['IMAP server ready H migmx112 92.1 IMAP-1My4Ij-1k2Oa32EiF-00yVN8', 'gmx'],
];

/** Names that others chose: of a provider's own servers. */
const PROVIDER_HOSTS: [host: string, id: ServerId][] = [
  ['imap.aol.com', 'aol'],
  ['imap.fastmail.com', 'fastmail'],
  ['imap.gmx.net', 'gmx'],
  ['imap.gmx.com', 'gmx'],
  ['imap.web.de', 'web.de'],
  ['imap.ionos.de', 'ionos'],
  ['imap.ionos.co.uk', 'ionos'],
  ['imap.1und1.de', 'ionos'],
  ['secure.emailsrvr.com', 'rackspace'],
  ['ssl0.ovh.net', 'ovh'],
  ['imap.strato.de', 'strato'],
  ['imap.mail.ru', 'mail.ru'],
];

describe('recogniseServer', () => {
  it.each(PROVIDER_HOSTS)('knows the provider at %s as %s', (host, id) => {
    expect(told({ host })).toBe(id);
    expect(told({ host: `${host}.contoso.com` })).toBeUndefined();
    expect(told({ host: `my${host}` })).toBeUndefined();
    expect(told({ host: host.replaceAll('.', '-') })).toBeUndefined();
  });

  it.each([
    ['imap.gmail.com', 'gmail'],
    ['IMAP.GMAIL.COM.', 'gmail'],
    ['imap.mail.yahoo.com', 'yahoo'],
    ['imap.mail.yahoo.co.jp', 'yahoo'],
    ['imap.mail.me.com', 'icloud'],
    ['p42-imap.mail.me.com', 'icloud'],
    ['imap.zoho.com', 'zoho'],
    ['imappro.zoho.eu', 'zoho'],
    ['imap.zoho.com.au', 'zoho'],
    ['imap.yandex.com', 'yandex'],
    ['imap.yandex.com.tr', 'yandex'],
    ['imap.exmail.qq.com', 'tencent'],
    ['imap.secureserver.net', 'godaddy'],
    ['imap-mail.outlook.com', 'outlook.com'],
    ['outlook.office365.com', 'exchange-online'],
    ['outlook.office.com', 'exchange-online'],
    ['imap-legacy.office365.com', 'exchange-online'],
    ['partner.outlook.cn', 'exchange-online'],
    ['outlook.office365.us', 'exchange-online'],
    ['eur.outlook.com', 'exchange-online'],
  ])('knows the provider at %s as %s', (host, id) => {
    expect(told({ host })).toBe(id);
  });

  it.each([
    'imap.gmail.com.contoso.com',
    'myoutlook.com',
    'outlook.contoso.com',
    'imap.zoho.contoso.com',
    'yahoo.com',
    OWN,
  ])('knows nobody at %s', (host) => {
    expect(told({ host })).toBeUndefined();
  });

  it.each(GREETINGS)('reads the greeting %s', (greeting, id) => {
    expect(told({ greeting })).toBe(id);
    expect(told({ greeting: `* OK [CAPABILITY IMAP4rev1] ${greeting}` })).toBe(id);
  });

  it.each([
    'Exchange Bank Contoso IMAP4 service ready',
    'Stock Exchange mail server ready',
    'Contoso Microsoft Exchange migration gateway, IMAP4',
    'Dovecot Consulting Ltd. welcomes you',
    'mail.dovecot.example IMAP4rev1 ready',
    'Courier Express mail ready',
    'Cyrus Imports Inc. IMAP server ready',
    'Zimbra Street Bakery IMAP server ready',
    'Domino Pizza IMAP4 ready',
    'Kerio users: moved to mail.contoso.com',
    'David runs this IMAP server',
    'Mercury Insurance IMAP4rev1 ready',
    'GroupWise is gone; this is something else',
    'iscream parlor IMAP ready',
    'IMAP server ready H mail7',
    'IMAP4rev1 2024 at work',
  ])('finds nothing in the greeting %s', (greeting) => {
    expect(told({ greeting })).toBeUndefined();
  });

  it('finds nothing in a greeting that says nothing', () => {
    expect(told({ greeting: 'IMAP4rev1 server ready' })).toBeUndefined();
    expect(told({ greeting: 'IMAPrev1 Proxy ready' })).toBeUndefined();
  });

  it('believes ID before the greeting, the greeting before capabilities, and a provider before all', () => {
    const greeting = 'Cyrus IMAP 3.6.1 server ready';
    expect(told({ id: { NAME: 'Dovecot' }, greeting })).toBe('dovecot');
    expect(told({ greeting, capabilities: ['X-GM-EXT-1'] })).toBe('cyrus');
    expect(told({ capabilities: ['imap4rev1', 'x-gm-ext-1'] })).toBe('gmail');
    expect(told({ capabilities: ['IMAP4REV1', 'XYMHIGHESTMODSEQ'] })).toBe('yahoo');
    expect(told({ host: 'imap.mail.me.com', id: { name: 'Dovecot' } })).toBe('icloud');
    expect(told({ id: { name: 'something else' }, greeting })).toBe('cyrus');
  });

  it('tells Exchange Online from Exchange Server', () => {
    const blob = utf16('LO2P265CA0123.GBRP265.PROD.OUTLOOK.COM');
    expect(told({ greeting: `* OK ${READY} [${blob}]` })).toBe('exchange-online');
    expect(told({ greeting: `${READY} [${utf16('SI2PR04CA0005.apcprd04.prod.outlook.com')}]` })).toBe(
      'exchange-online',
    );
    expect(told({ greeting: `${READY} [TABPADIAUAAyADYANQBDAEEA==]` })).toBe('exchange-online');
    expect(told({ greeting: `${READY} [${utf16('mail01.contoso.local')}]` })).toBe('exchange');
    // A banner of one's own that could be base64.
    for (const word of ['EXCH01', 'Contoso', 'Berlin', 'mail01', 'QUJDREVG']) {
      expect(told({ greeting: `${READY} [${word}]` })).toBe('exchange');
    }
    expect(told({ greeting: `* OK [CAPABILITY IMAP4] ${READY}` })).toBe('exchange');
    const name = 'Microsoft.Exchange.Imap4.Imap4Server';
    expect(told({ greeting: READY, id: { name, version: '15.20' } })).toBe('exchange-online');
    expect(told({ greeting: READY, id: { name, version: '15.2' } })).toBe('exchange');
  });
});

describe('a name of one\u2019s own', () => {
  it.each([
    [['imap.gmail.com'], 'gmail'],
    [['mail.contoso.net', 'OUTLOOK.OFFICE365.COM.'], 'exchange-online'],
    [['imap-mail.outlook.com'], 'outlook.com'],
    [['ssl0.ovh.net'], 'ovh'],
  ])('that is an alias of %j is %s', (aliases, id) => {
    expect(told({ aliases })).toBe(id);
    // Whatever stands in between says of itself.
    expect(told({ aliases, greeting: 'Dovecot ready.' })).toBe(id);
  });

  it('that leads to others says nothing', () => {
    expect(told({ aliases: ['mail.contoso.net', 'outlook.contoso.net'] })).toBeUndefined();
  });
});

describe('exchangeProduct', () => {
  const name = 'Microsoft.Exchange.Imap4.Imap4Server';
  it.each([
    ['14.3', 'Exchange Server 2010'],
    ['15.0', 'Exchange Server 2013'],
    ['15.1', 'Exchange Server 2016'],
    ['15.2', 'Exchange Server 2019 or SE'],
    ['15.2.1544.9', 'Exchange Server 2019 or SE'],
    ['15.20', undefined],
    ['16.0', undefined],
  ])('tells version %s as %s', (version, product) => {
    expect(exchangeProduct({ greeting: READY, id: { name, version } })).toBe(product);
  });

  it.each([
    ['Microsoft Exchange IMAP4rev1 server version 5.5.2653.23 (mail) ready', 'Exchange Server 5.5'],
    ['Microsoft Exchange 2000 IMAP4rev1 server version 6.0.6249.0 (mail) ready.', 'Exchange 2000 Server'],
    ['Microsoft Exchange Server 2003 IMAP4rev1 server version 6.5.7638.1 (mail)', 'Exchange Server 2003'],
    ['La version 6.5.7638.1 (mail) du serveur IMAP4rev1 Microsoft Exchange', 'Exchange Server 2003'],
    ['Microsoft Exchange Server 2007 IMAP4 service ready', 'Exchange Server 2007'],
    [READY, undefined],
  ])('reads it from %s', (greeting, product) => {
    expect(exchangeProduct({ greeting })).toBe(product);
  });
});

describe('profiles', () => {
  it('are each reached by at least one mark', () => {
    const hosts = [...PROVIDER_HOSTS.map(([host]) => host), 'imap-mail.outlook.com', 'outlook.office365.com'];
    const more = ['imap.mail.yahoo.com', 'imap.zoho.com', 'imap.secureserver.net'];
    const reached = new Set([
      ...[...hosts, ...more].map((host) => told({ host })),
      ...GREETINGS.map(([greeting]) => told({ greeting })),
      told({ id: { name: 'Carbonio', version: '25.3.0' } }),
    ]);
    expect(SERVER_PROFILES.map(({ id }) => id).filter((id) => !reached.has(id))).toEqual([]);
  });

  it('have marks that no greeting can hold up', () => {
    const units = [
      'a',
      ' ',
      '.',
      '20',
      'dovecot ',
      'Exchange ',
      'Microsoft Exchange',
      'IMAP4rev1 ',
      '(',
      '[',
      'A=',
      '1.',
    ];
    for (const unit of units) {
      const text = unit.repeat(Math.ceil(20_000 / unit.length));
      const begun = performance.now();
      told({ host: text, greeting: text, id: { name: text, version: text }, capabilities: [text] });
      exchangeProduct({ greeting: text, id: { version: text } });
      expect(performance.now() - begun, unit).toBeLessThan(200);
    }
  });

  it('give advice where a password can be used, and say who has no administrator', () => {
    for (const { id, hosted, admin, signIn } of SERVER_PROFILES) {
      if (hosted && id !== 'godaddy') expect([id, admin]).toEqual([id, 'none']);
      if (typeof admin === 'object')
        expect(admin.advice).toContain(admin.form === 'admin-with-user-root' ? 'UserRoot' : '`');
      expect(signIn === undefined || signIn.advice.length > 20).toBe(true);
    }
  });

  it('know the default connection limits', () => {
    expect(serverProfile('courier')?.connections).toEqual({
      limit: 4,
      scope: 'address',
      setting: 'MAXPERIP',
      silent: true,
    });
    expect(serverProfile('dovecot')?.connections).toMatchObject({ limit: 10, scope: 'user' });
    expect(serverProfile('exchange')?.connections).toMatchObject({ limit: 16, scope: 'user' });
    expect(serverProfile('gmail')?.connections).toMatchObject({ limit: 15, scope: 'user' });
    expect(serverProfile('cyrus')?.connections).toBeUndefined();
  });

  it('know which servers take commands in one piece with LOGIN', () => {
    const taking = SERVER_PROFILES.filter((profile) => profile.pipelinesLogin).map(({ id }) => id);
    expect(taking).toEqual(['dovecot', 'cyrus']);
    expect(serverProfile('courier')?.pipelinesLogin).toBe(false);
    expect(serverProfile('exchange')?.pipelinesLogin).toBeUndefined();
  });

  it('are each known by one id', () => {
    const ids = SERVER_PROFILES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

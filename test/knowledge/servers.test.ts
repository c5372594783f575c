import { describe, expect, it } from 'vitest';
import { recogniseServer, SERVER_PROFILES, serverProfile } from '../../src/knowledge/servers.js';

const OWN = 'imap.contoso.com';
const READY = 'The Microsoft Exchange IMAP4 service is ready.';
const utf16 = (name: string) => Buffer.from(name, 'utf16le').toString('base64');

function told(traits: Partial<Parameters<typeof recogniseServer>[0]>) {
  return recogniseServer({ host: OWN, ...traits })?.id;
}

describe('recogniseServer', () => {
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

  it.each([
    ['* OK [CAPABILITY IMAP4rev1 LITERAL+] Dovecot (Debian) ready.', 'dovecot'],
    ['* OK [CAPABILITY IMAP4rev1] mail Cyrus IMAP 3.6.1-Debian-3.6.1-4 server ready', 'cyrus'],
    ['* OK [CAPABILITY IMAP4rev1] Courier-IMAP ready. Copyright 1998-2021 Double Precision, Inc.', 'courier'],
    [READY, 'exchange'],
    ['Microsoft Exchange Server 2003 IMAP4rev1 server version 6.5 (mail.contoso.com) ready.', 'exchange'],
    ['mail.contoso.com Zimbra IMAP4rev1 server ready', 'zimbra'],
    ['Domino IMAP4 Server Release 10.0.1FP3 ready Wed, 30 Oct 2019 09:28:06 +0100', 'domino'],
    ['mail.contoso.com Mirapoint IMAP4 1.0 server ready', 'mirapoint'],
    ['Kerio Connect 9.2.5 IMAP4rev1 server ready', 'kerio'],
    ['* OK IMAPrev1', 'hmailserver'],
    ['Gimap ready for requests from 203.0.113.7 q17mb123', 'gmail'],
    ['Yandex IMAP4rev1 at sas8.qloud-c.yandex.net:993 ready to talk with', 'yandex'],
    ['QQMail XMIMAP4Server ready', 'tencent'],
    ['(2538B104-b1489b0b0463) p00-iscream-7dfc5877dc-kmwkw', 'icloud'],
  ])('reads the greeting %s', (greeting, id) => {
    expect(told({ greeting })).toBe(id);
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
    expect(told({ greeting: `* OK [CAPABILITY IMAP4] ${READY}` })).toBe('exchange');
    const name = 'Microsoft.Exchange.Imap4.Imap4Server';
    expect(told({ greeting: READY, id: { name, version: '15.20' } })).toBe('exchange-online');
    expect(told({ greeting: READY, id: { name, version: '15.2' } })).toBe('exchange');
  });
});

describe('profiles', () => {
  it('know the default connection limits', () => {
    expect(serverProfile('courier')?.connections).toEqual({
      limit: 4,
      scope: 'address',
      setting: 'MAXPERIP',
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

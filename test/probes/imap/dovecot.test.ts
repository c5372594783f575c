import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Pipelining, probeLogin } from '../../../src/probes/imap/login.js';
import { describeWithServer } from '../../servers/available.js';
import { type Dovecot, dovecot } from '../../servers/dovecot.js';
import { calm, credentials, routeTo } from '../support.js';

describeWithServer('a sign-in to Dovecot', ['dovecot', 'openssl'], () => {
  const users = [
    { name: 'plain', password: 'pass"word\\' },
    { name: 'anna', password: 'Pässwörd €' },
    { name: 'off', password: 'secret', nologin: '' },
  ];
  let server: Dovecot;
  beforeAll(async () => {
    server = await dovecot({ users, folders: ['Größe'] });
  });
  afterAll(() => server.stop());

  const signIn = (
    user: string,
    password: string,
    security: 'ssl' | 'tls',
    pipelining: Pipelining = 'all',
    literals = 'LITERAL+',
  ) => {
    const port = security === 'ssl' ? server.imaps : server.imap;
    const options = { capabilities: ['IMAP4rev1', literals], pipelining, namespace: true };
    return probeLogin(routeTo(port, { security, seconds: 5 }), credentials(user, password), options, calm());
  };

  const PIPELININGS = ['all', 'mailbox', 'none'] as const;
  const LITERALS = ['LITERAL+', 'LITERAL-', 'no literals unasked'];

  it.each(PIPELININGS)('reads the mailbox, sent together: %s', async (pipelining) => {
    for (const [user, password] of [
      ['plain', 'pass"word\\'],
      ['anna', 'Pässwörd €'],
    ] as const) {
      for (const security of ['ssl', 'tls'] as const) {
        for (const literals of LITERALS) {
          const evidence = await signIn(user, password, security, pipelining, literals);
          expect(evidence).toMatchObject({ list: { status: 'OK' }, examine: { status: 'OK' } });
          expect(evidence.folders.map(({ path }) => path).sort()).toEqual(['Größe', 'INBOX']);
          expect(evidence.namespaces.personal).toEqual(['']);
          expect(evidence.failure).toBeUndefined();
        }
      }
    }
  });

  it.each([
    ['plain', 'wrong', 'AUTHENTICATIONFAILED'],
    ['off', 'secret', 'CONTACTADMIN'],
  ])('%s / %s is refused with %s, whatever was sent behind it', async (user, password, code) => {
    for (const pipelining of PIPELININGS) {
      const { login, failure, list } = await signIn(user, password, 'tls', pipelining);
      expect(login).toMatchObject({ status: 'NO', code });
      expect([failure, list]).toEqual([undefined, undefined]);
    }
  });
});

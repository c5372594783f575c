import { afterAll, beforeAll, expect, it } from 'vitest';
import { probeLogin } from '../../../src/probes/imap/login.js';
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

  const signIn = (user: string, password: string, security: 'ssl' | 'tls', pipelined = true) => {
    const port = security === 'ssl' ? server.imaps : server.imap;
    const options = { capabilities: ['IMAP4rev1', 'LITERAL+', 'NAMESPACE'], pipelined };
    return probeLogin(routeTo(port, { security, seconds: 5 }), credentials(user, password), options, calm());
  };

  it.each([
    ['plain', 'pass"word\\', 'ssl', true],
    ['plain', 'pass"word\\', 'tls', false],
    ['anna', 'Pässwörd €', 'ssl', false],
    ['anna', 'Pässwörd €', 'tls', true],
  ] as const)('%s / %s over %s, in one flight: %s', async (user, password, security, pipelined) => {
    const evidence = await signIn(user, password, security, pipelined);
    expect(evidence).toMatchObject({ list: { status: 'OK' }, examine: { status: 'OK' } });
    expect(evidence.folders.map(({ path }) => path).sort()).toEqual(['Größe', 'INBOX']);
    expect(evidence.failure).toBeUndefined();
  });

  it.each([
    ['plain', 'wrong', 'AUTHENTICATIONFAILED'],
    ['off', 'secret', 'CONTACTADMIN'],
  ])('%s / %s is refused with %s', async (user, password, code) => {
    const { login, failure } = await signIn(user, password, 'tls');
    expect(login).toMatchObject({ status: 'NO', code });
    expect(failure).toBeUndefined();
  });
});

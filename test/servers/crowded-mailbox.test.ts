import { expect, it, onTestFinished } from 'vitest';
import { describeWithServer } from './available.js';
import { crowdedMailbox } from './crowded-mailbox.js';
import { dovecot } from './dovecot.js';
import { tlsClient } from './raw-client.js';

describeWithServer('a crowded mailbox', ['dovecot', 'doveadm', 'openssl'], () => {
  it('is counted by Dovecot as by its file', async () => {
    const mailbox = crowdedMailbox(50_001, 150);
    onTestFinished(mailbox.remove);
    expect(mailbox.figures()).toEqual({ messages: 50_001, octets: 50_001 * 150 });
    const server = await dovecot({ users: 1, extra: mailbox.location });
    onTestFinished(() => server.stop());
    const client = await tlsClient(server.imaps);
    onTestFinished(() => client.close());
    await client.line();
    await client.command('a', 'LOGIN user1 user1-password');
    const [status] = await client.command('b', 'STATUS INBOX (MESSAGES SIZE)');
    expect(status).toBe('* STATUS INBOX (MESSAGES 50001 SIZE 7500150)');
  });
});

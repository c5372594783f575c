import { expect, it, onTestFinished } from 'vitest';
import { csvRows } from '../run/support.js';
import { describeWithServer } from '../servers/available.js';
import { crowdedMailbox } from '../servers/crowded-mailbox.js';
import { dovecot } from '../servers/dovecot.js';
import { tlsClient } from '../servers/raw-client.js';
import { audit } from '../support/audit.js';

const MESSAGES = 600_000;

describeWithServer('a mailbox of 600,000 messages', ['dovecot', 'doveadm', 'openssl'], () => {
  it('is measured in seconds, and nothing in it is seen', { timeout: 120_000 }, async () => {
    const mailbox = crowdedMailbox(MESSAGES, 120);
    onTestFinished(mailbox.remove);
    const { messages, octets } = mailbox.figures();
    expect(messages).toBe(MESSAGES);
    const server = await dovecot({ users: 1, extra: mailbox.location });
    onTestFinished(() => server.stop());

    const { status, audits, codes, found, ms } = await audit(server.imaps, csvRows(1), [], {
      timeoutMs: 60_000,
    });
    expect(audits).toMatchObject([{ messages, bytes: octets, accuracy: 'exact', large: 0 }]);
    expect(codes(1)).toEqual(['mailbox/too-many-items error']);
    expect(found('mailbox/too-many-items')[0]?.message).toContain('600,000 messages');
    expect(status).toBe(1);
    expect(ms).toBeLessThan(30_000);

    const client = await tlsClient(server.imaps);
    onTestFinished(() => client.close());
    await client.line();
    await client.command('a', 'LOGIN user1 user1-password');
    const [line] = await client.command('b', 'STATUS INBOX (UNSEEN RECENT)');
    expect(line).toBe(`* STATUS INBOX (RECENT ${MESSAGES} UNSEEN ${MESSAGES})`);
  });
});

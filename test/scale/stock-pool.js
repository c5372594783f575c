// imapflow as it comes: a session of its own for every row, which lists the folders and logs out.
import { ImapFlow } from 'imapflow';
import { race } from './slots.js';

await race(async ({ port, user, password }) => {
  const client = new ImapFlow({
    host: '127.0.0.1',
    port,
    secure: true,
    servername: 'localhost',
    auth: { user, pass: password },
    logger: false,
  });
  let lost;
  client.on('error', (error) => {
    lost = error;
  });
  await client.connect();
  const folders = await client.list();
  await client.logout();
  if (lost !== undefined) throw lost;
  if (folders.length === 0) throw new Error(`no folders of ${user}`);
});

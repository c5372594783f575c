// The least that a client can do for a row: a full handshake with the certificate verified, then LOGIN, LIST and LOGOUT
// in one flight as soon as the greeting came. Nothing is parsed but the three answers.
import { readFileSync } from 'node:fs';
import { connect, createSecureContext } from 'node:tls';
import { race } from './slots.js';

const secureContext = createSecureContext({ ca: readFileSync(process.env.NODE_EXTRA_CA_CERTS) });

await race(
  ({ port, user, password }) =>
    new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port, servername: 'localhost', secureContext });
      const flight = `a LOGIN "${user}" "${password}"\r\nb LIST "" "*"\r\nc LOGOUT\r\n`;
      let text = '';
      let greeted = false;
      socket.setEncoding('latin1');
      socket.on('data', (chunk) => {
        text += chunk;
        if (!greeted && text.includes('\r\n')) {
          greeted = true;
          socket.write(flight);
        }
        if (!/^c \S+ .*\r\n/m.test(text)) return;
        socket.destroy();
        if (['a', 'b', 'c'].every((tag) => new RegExp(`^${tag} OK `, 'm').test(text))) resolve();
        else reject(new Error(text));
      });
      socket.on('error', reject);
      socket.on('close', () => reject(new Error(`the connection was lost after: ${text}`)));
    }),
);

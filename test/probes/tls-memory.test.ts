import { expect, it } from 'vitest';
import { withoutCertificate } from '../../src/probes/tls-memory.js';

/** An element of DER with a length in two octets. */
function element(tag: number, content: Buffer): Buffer {
  const head = Buffer.from([tag, 0x82, 0, 0]);
  head.writeUInt16BE(content.length, 2);
  return Buffer.concat([head, content]);
}

const VERSION = Buffer.from('020101', 'hex');
const SECRET = element(0x04, Buffer.alloc(300, 7));
const PEER = element(0xa3, Buffer.alloc(800, 9));

it('a session is kept without the certificate, and nothing else is lost', () => {
  const session = element(0x30, Buffer.concat([VERSION, SECRET, PEER, VERSION]));
  expect(withoutCertificate(session)).toEqual(element(0x30, Buffer.concat([VERSION, SECRET, VERSION])));
});

it.each([
  ['nothing', Buffer.alloc(0)],
  ['text', Buffer.from('no session at all')],
  ['an element that goes beyond the end', element(0x30, Buffer.concat([VERSION, PEER.subarray(0, 100)]))],
  ['something behind it', Buffer.concat([element(0x30, SECRET), VERSION])],
  ['a length that is none', element(0x30, Buffer.from('0485', 'hex'))],
])('what has another form stays as it is: %s', (_, session) => {
  expect(withoutCertificate(session)).toEqual(session);
});

/** Kinds of record and of handshake message: RFC 5246 sections 6.2.1 and 7.4. */
const HANDSHAKE = 22;
const FIRST_KIND = 20;
const LAST_KIND = 23;
const CERTIFICATE_REQUEST = 13;

/** Whether the bytes can be the beginning of TLS, or of SSL 3. */
export function isTls(head: Buffer): boolean {
  const [kind = FIRST_KIND, version = 3] = head;
  return kind >= FIRST_KIND && kind <= LAST_KIND && version === 3;
}

/** Whether the server has asked for a certificate of the client. TLS 1.3 asks where nobody can see it. */
export function asksForCertificate(head: Buffer): boolean {
  const said = handshakeOf(head);
  for (let at = 0; at + 4 <= said.length; at += 4 + said.readUIntBE(at + 1, 3)) {
    if (said[at] === CERTIFICATE_REQUEST) return true;
  }
  return false;
}

/** What the records of the first flight carry, put together. */
function handshakeOf(head: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at + 5 <= head.length && head[at] === HANDSHAKE; ) {
    const end = at + 5 + head.readUInt16BE(at + 3);
    parts.push(head.subarray(at + 5, end));
    at = end;
  }
  return Buffer.concat(parts);
}

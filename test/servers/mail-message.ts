const HEAD =
  'From: "Anna" <anna@example.com>\r\nTo: users@example.com\r\nSubject: Fixture\r\nDate: Thu, 1 Jan 2026 00:00:00 +0000\r\n\r\n';
/** A line of 76 octets with its end; the umlaut is two of them. */
const LINE = Buffer.from(`${'Grüße '.repeat(9)}ab\r\n`);

/** The least that `message` can make. */
export const LEAST_OCTETS = Buffer.byteLength(HEAD);

export type LineEnd = '\n' | '\r\n';

/** A mail whose RFC822.SIZE, which counts every line end as two octets (RFC 9051, section 2.3.4), is `octets`. */
export function message(octets: number, lineEnd: LineEnd = '\n'): Buffer {
  if (octets < LEAST_OCTETS) throw new RangeError(`a message has at least ${LEAST_OCTETS} octets`);
  const mail = Buffer.alloc(octets, LINE);
  mail.write(HEAD, 'latin1');
  // Cut off within a line end, the rest of it would be a CR that ends no line.
  if (mail.at(-1) === 0x0d) mail.fill('x', octets - 1);
  return lineEnd === '\r\n' ? mail : Buffer.from(mail.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
}

/** The octets of a stored mail as IMAP counts them. */
export function imapOctets(mail: Buffer): number {
  let octets = mail.length;
  for (let at = mail.indexOf(0x0a); at !== -1; at = mail.indexOf(0x0a, at + 1))
    if (at === 0 || mail[at - 1] !== 0x0d) octets += 1;
  return octets;
}

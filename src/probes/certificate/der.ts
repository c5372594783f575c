import type { X509Certificate } from 'node:crypto';

/** Signature algorithms of a broken digest, as DER object identifiers in hexadecimal. */
const BROKEN_DIGESTS = new Set([
  '2a864886f70d010102', // md2WithRSAEncryption
  '2a864886f70d010104', // md5WithRSAEncryption
  '2a864886f70d010105', // sha1WithRSAEncryption, RFC 3279 section 2.2.1
  '2b0e03021d', // the same, by an identifier of OIW that makecert of Windows used
  '2a8648ce380403', // dsa-with-sha1
  '2a8648ce3d0401', // ecdsa-with-SHA1
]);

const RSA_PSS = '2a864886f70d01010a';
const SHA_1 = Buffer.from('06052b0e03021a', 'hex');

/** Whether the signature stands on SHA-1 or older: RFC 5280 section 4.1.1.2, which X509Certificate does not show. */
export function hasBrokenDigest({ raw }: X509Certificate): boolean {
  const outer = element(raw, 0);
  const algorithm = element(raw, element(raw, outer.start).end);
  const identifier = element(raw, algorithm.start);
  const oid = raw.subarray(identifier.start, identifier.end).toString('hex');
  if (oid !== RSA_PSS) return BROKEN_DIGESTS.has(oid);
  // The hash stands in [0], and is SHA-1 where that is left out: RFC 4055 section 3.1.
  const hash = element(raw, element(raw, identifier.end).start);
  return raw[hash.at] !== 0xa0 || raw.subarray(hash.start, hash.end).includes(SHA_1);
}

/** The two names of a certificate as they are encoded: RFC 5280 section 4.1.2. */
export function encodedNames({ raw }: X509Certificate): { subject: Buffer; issuer: Buffer } {
  let at = element(raw, element(raw, 0).start).start;
  const next = () => {
    const found = element(raw, at);
    at = found.end;
    return raw.subarray(found.at, found.end);
  };
  // The version in [0] may be left out.
  if (raw[at] === 0xa0) next();
  next(); // serial number
  next(); // algorithm
  const issuer = next();
  next(); // validity
  return { issuer, subject: next() };
}

/** Where an element begins, and where its content does and ends. */
export function element(der: Buffer, at: number): { at: number; start: number; end: number } {
  const first = der[at + 1] ?? 0;
  if (first < 0x80) return { at, start: at + 2, end: at + 2 + first };
  const size = first & 0x7f;
  const start = at + 2 + size;
  return { at, start, end: start + (size > 0 && size <= 4 ? der.readUIntBE(at + 2, size) : 0) };
}

import { readFile } from 'node:fs/promises';

const BLOCK =
  /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^-]*-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g;
/** A bundle of every public authority has a quarter of a megabyte. */
const MAX_BYTES = 16 * 1024 * 1024;

/** PEM blocks of the file that Node was told to trust too. Node itself warns of one that it cannot read. */
export async function extraAuthorities(env: Readonly<Record<string, string | undefined>>): Promise<string[]> {
  const path = env.NODE_EXTRA_CA_CERTS;
  if (path === undefined || path === '') return [];
  const content = await readFile(path).catch(() => Buffer.alloc(0));
  return content.length > MAX_BYTES ? [] : (content.toString('latin1').match(BLOCK) ?? []);
}

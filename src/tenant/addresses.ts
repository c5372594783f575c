/** Between the entries of a cell: white space and signs that no address without quotes has. */
const BETWEEN = /[\s;,|{}()<>"]+/;

/** The admin center joins entries by `+`, which an address may have too: only before the next prefix. */
const PLUS = /\+(?=[a-z][a-z\d-]*:)/;

/** What is written in place of a collection that was not joined: the name of its type. */
const TYPE_NAME = /^(?:system|microsoft|deserialized)\.[\w.+`-]*(?:\[\S*\])?$/i;

/**
 * The SMTP addresses among the entries of a cell, in lower case: with `SMTP:` or `smtp:` before them, or without any
 * prefix. Entries of other kinds (X500, SIP, EUM, SPO) are no addresses that mail is sent to.
 */
export function addressesIn(cell: string): string[] {
  const text = cell.toLowerCase();
  const found: string[] = [];
  for (const entry of text.includes('+') ? splitAtPlus(text) : text.split(BETWEEN)) {
    const colon = entry.indexOf(':');
    if (colon !== -1 && entry.slice(0, colon) !== 'smtp') continue;
    const address = colon === -1 ? entry : entry.slice(colon + 1);
    // A piece of an X500 address in which there is a space is no entry.
    if (address.includes('@') && !address.includes('/cn=')) found.push(address);
  }
  return found;
}

function splitAtPlus(text: string): string[] {
  return text.split(BETWEEN).flatMap((entry) => entry.split(PLUS));
}

/** Whether the cell names the type of a collection and not what was in it. */
export function isTypeName(cell: string): boolean {
  // Nearly every cell begins with a prefix of an address.
  const first = cell.charCodeAt(0) | 0x20;
  return (first === 0x73 || first === 0x6d || first === 0x64) && TYPE_NAME.test(cell.trim());
}

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { FolderAudit, MailboxAudit } from '../../src/model/audit.js';
import { AuditTable } from '../../src/run/audit-table.js';
import { PROPERTY_TIMEOUT, RUNS } from '../support/property-runs.js';

const octets = fc.maxSafeNat();
const held = { messages: fc.nat(2 ** 32 - 1), bytes: octets };

const folder = fc.record<FolderAudit>(
  {
    path: fc.oneof(fc.constantFrom('INBOX', 'Sent', 'Trash'), fc.string({ unit: 'grapheme', maxLength: 12 })),
    kind: fc.constantFrom('mail', 'trash', 'junk', 'gmail', 'shared', 'non-mail', 'slash'),
    ...held,
  },
  { requiredKeys: ['path', 'kind', 'messages'] },
);

const audit = fc.record<MailboxAudit>(
  {
    messages: octets,
    bytes: octets,
    accuracy: fc.constantFrom('exact', 'estimated', 'at-least'),
    large: fc.nat(),
    quota: fc.record({ used: octets, limit: octets }, { requiredKeys: ['used'] }),
    all: fc.record(held),
    folders: fc.array(folder, { maxLength: 8 }),
    moreFolders: fc.integer({ min: 1, max: 20_000 }),
    depth: fc.integer({ min: 1, max: 500 }),
  },
  { requiredKeys: ['messages', 'bytes', 'accuracy', 'folders'] },
);

it('gives back what was put in', { timeout: PROPERTY_TIMEOUT }, () => {
  fc.assert(
    fc.property(fc.array(audit, { maxLength: 100 }), (audits) => {
      const table = new AuditTable();
      const numbers = audits.map((one) => table.push(one));
      expect(numbers.map((number) => table.at(number))).toEqual(audits);
    }),
    { numRuns: RUNS },
  );
});

const folders = (count: number, name: (index: number) => string): FolderAudit[] =>
  Array.from({ length: count }, (_, index) => ({ path: name(index), kind: 'mail', messages: 1, bytes: 1 }));

function mailbox(own: FolderAudit[]): MailboxAudit {
  return { messages: own.length, bytes: own.length, accuracy: 'exact', folders: own };
}

it('mailboxes with the same folders take little', () => {
  const table = new AuditTable();
  const before = process.memoryUsage().arrayBuffers;
  const usual = folders(30, (index) => `Folder ${index}`);
  for (let count = 0; count < 50_000; count++) table.push(mailbox(usual));
  expect(table.at(49_999)).toEqual(mailbox(usual));
  // Doubled as they fill, the tables may be half empty.
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(110 * 1024 * 1024);
});

it('where names are beyond all bounds, mailboxes keep their sums', () => {
  const table = new AuditTable();
  const odd = (row: number) => folders(300, (index) => `${row} ${index} ${'x'.repeat(990)}`);
  const numbers = Array.from({ length: 100 }, (_, row) => table.push(mailbox(odd(row))));
  expect(table.at(numbers[0] ?? -1).folders).toHaveLength(300);
  const last = table.at(numbers.at(-1) ?? -1);
  expect(last).toEqual({ messages: 300, bytes: 300, accuracy: 'exact', folders: [], moreFolders: 300 });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { excludeStep } from '../../src/knowledge/exclude-folders.js';
import { parsePowerShell } from '../support/powershell.js';
import { PROPERTY_TIMEOUT, RUNS } from '../support/property-runs.js';

const COMMAND = /: `(New-MigrationBatch .*)`\.$/s;

test.each([
  [['[Gmail]'], '"[Gmail]"'],
  [['Public Folders', 'Ö/ö'], '"Public Folders","Ö/ö"'],
  [['$(Remove-Mailbox x)'], "'$(Remove-Mailbox x)'"],
  [['Team"; Remove-Mailbox x; "'], `'Team"; Remove-Mailbox x; "'`],
  [["Anna's", 'Shared'], `'Anna''s',"Shared"`],
  [['#Notes#'], '"\\#Notes\\#"'],
])('%j is given as %s', (names, written) => {
  expect(COMMAND.exec(excludeStep(names))?.[1]).toBe(`New-MigrationBatch -ExcludeFolders ${written}`);
});

test.each([['A long name that was cut…'], ['half \ufffd'], ['For [redacted]'], ['']])(
  '%j makes no command',
  (name) => {
    expect(excludeStep(['Shared', name])).not.toMatch(/`/);
  },
);

const NASTY = fc.constantFrom(
  ...'\'"`$(){};|&<>#@%!,\\/ []\u2018\u2019\u201c\u201e',
  'Remove-Mailbox ',
  '$(',
  'a',
  'Ä',
);
const name = fc.array(NASTY, { minLength: 1, maxLength: 12 }).map((parts) => parts.join(''));

test('whatever the folders are called, it is one command', { timeout: PROPERTY_TIMEOUT }, () => {
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), (names) => {
      const line = COMMAND.exec(excludeStep(names))?.[1] ?? '';
      expect(parsePowerShell(line)).toEqual({ hasError: false, commands: ['New-MigrationBatch'] });
    }),
    { numRuns: RUNS },
  );
});

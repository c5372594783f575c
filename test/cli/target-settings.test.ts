import { describe, expect, test } from 'vitest';
import { type CheckFlags, checkSettings } from '../../src/cli/settings.js';

const settings = (flags: CheckFlags) => checkSettings(['users.csv'], flags).run;

describe('what exists in Exchange Online', () => {
  test('is taken over', () => {
    const flags = {
      recipients: ['a.csv', 'b.json'],
      targetDomain: ['Contoso.com, @contoso.onmicrosoft.com', 'münchen.example.', 'contoso.com'],
      batchName: 'Contoso batch',
      existingBatches: ['c.csv'],
    };
    expect(settings(flags)).toMatchObject({
      recipients: ['a.csv', 'b.json'],
      targetDomains: ['contoso.com', 'contoso.onmicrosoft.com', 'münchen.example'],
      batchName: 'Contoso batch',
      existingBatches: ['c.csv'],
    });
  });

  test('is absent where nothing is told', () => {
    expect(Object.keys(settings({}))).not.toEqual(expect.arrayContaining(['recipients']));
  });

  test('recipients tell quotas to the stage mailbox too', () => {
    expect(settings({ recipients: ['a.csv'], skip: 'target' }).recipients).toEqual(['a.csv']);
  });

  test.each<[CheckFlags, string]>([
    [{ recipients: ['-'] }, '--recipients: standard input (-) cannot be read twice'],
    [{ existingBatches: ['a.csv', '-'] }, '--existing-batches: standard input'],
    [{ recipients: [''] }, '--recipients is empty'],
    [{ batchName: ' ' }, '--batch-name is empty'],
    [{ targetDomain: ['contoso'] }, '--target-domain "contoso"'],
    [{ targetDomain: ['contoso.com,'] }, '--target-domain ""'],
    [{ targetDomain: ['usera@contoso.com'] }, '--target-domain "usera@contoso.com"'],
    [{ targetDomain: ['https://contoso.com'] }, 'give a domain such as contoso.com'],
    [{ targetDomain: ['-contoso.com'] }, 'give a domain'],
    [{ recipients: ['a.csv'], only: 'csv' }, '--recipients is a part of the stage target'],
    [{ targetDomain: ['contoso.com'], skip: 'target' }, '--target-domain is a part of the stage target'],
    [{ existingBatches: ['a.csv'], only: 'csv,login' }, '--existing-batches is a part of the stage target'],
  ])('%j is refused', (flags, message) => {
    expect(() => settings(flags)).toThrow(message);
  });
});

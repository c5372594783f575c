import { describe, expect, test } from 'vitest';
import { checkBatchName } from '../../src/checks/target-batch.js';
import { describe as textOf } from '../../src/knowledge/describe.js';

const told = (name: string, taken?: string) =>
  checkBatchName(name, taken).map((one) => {
    const problem = one.code === 'target/batch-name' ? ` ${one.args.problem}` : '';
    return `${textOf(one).severity} ${one.code}${problem}`;
  });

describe('the name of a batch', () => {
  test.each(['Contoso-Batch1', 'batch_2.b', 'x', 'a'.repeat(64)])('%s is fine', (name) => {
    expect(told(name)).toEqual([]);
  });

  test.each(['Contoso batch', 'batch#1', 'Bücher', '"x"', 'a\tb', ' x', 'a/b'])('%j is special', (name) => {
    expect(told(name)).toEqual(['warning target/batch-name special-characters']);
  });

  test('of 65 characters is too long', () => {
    expect(told('a'.repeat(65))).toEqual(['error target/batch-name too-long']);
    expect(told(`${'a'.repeat(64)} `)).toEqual([
      'error target/batch-name too-long',
      'warning target/batch-name special-characters',
    ]);
  });

  test('that is taken', () => {
    expect(told('sales', 'Sales')).toEqual(['error target/batch-exists']);
    const [found] = checkBatchName('sales', 'Sales');
    expect(found && textOf(found)).toMatchObject({
      message: 'The migration batch already exists.',
      effect: 'batch',
      cause: expect.stringContaining("'Sales'"),
    });
  });
});

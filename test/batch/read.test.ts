import { describe, expect, it } from 'vitest';
import { type BatchReading, readBatch } from '../../src/batch/read.js';
import { openSource } from '../../src/batch/source.js';
import type { HeaderEvidence, RecordEvidence } from '../../src/model/evidence.js';
import { writeTemporary } from '../support/files.js';

interface Read {
  reading: BatchReading;
  header?: HeaderEvidence;
  records: RecordEvidence[];
}

async function read(content: string | Uint8Array): Promise<Read> {
  const source = await openSource(await writeTemporary('users.csv', content), process.stdin);
  const reading = readBatch(source);
  const result: Read = { reading, records: [] };
  for await (const { header, records } of reading.groups) {
    if (header !== undefined) result.header = header;
    result.records.push(...records);
  }
  return result;
}

const HEADER = 'EmailAddress,UserName,Password\n';

describe('reading a batch', () => {
  it('gives the header once and every row with its place', async () => {
    const { header, records, reading } = await read(
      `\n${HEADER}a@contoso.com,a,"x,\ny"\n\nb@contoso.com,b,z\n\n`,
    );
    expect(header).toMatchObject({ line: 2, width: 3 });
    expect(
      records.map(({ row, line, emailAddress, userName, sound }) => [
        row,
        line,
        emailAddress,
        userName,
        sound,
      ]),
    ).toEqual([
      [1, 3, 'a@contoso.com', 'a', true],
      [2, 6, 'b@contoso.com', 'b', true],
    ]);
    expect(records[0]?.password.reveal()).toBe('x,\ny');
    expect(reading.rows).toBe(2);
    // The last blank line has no row below it.
    expect(reading.blankLines).toEqual({ count: 2, lines: [1, 5] });
  });

  it('names twenty blank lines and counts the others', async () => {
    const { reading } = await read(`${HEADER}${'\n'.repeat(15)}a,b,c\n${'\n'.repeat(1000)}d,e,f\n`);
    expect(reading.blankLines.count).toBe(1015);
    expect(reading.blankLines.lines).toHaveLength(20);
    expect(reading.blankLines.lines.slice(13, 17)).toEqual([15, 16, 18, 19]);
  });

  it('takes columns in any order, and UserRoot where it is filled in', async () => {
    const { records } = await read(
      'UserRoot,Password,UserName,EmailAddress\n/a,x,admin,a@contoso.com\n,y,admin,b@contoso.com\n',
    );
    expect(records.map(({ emailAddress, userName, userRoot }) => [emailAddress, userName, userRoot])).toEqual(
      [
        ['a@contoso.com', 'admin', '/a'],
        ['b@contoso.com', 'admin', undefined],
      ],
    );
  });

  it('can be done again', async () => {
    const source = await openSource(
      await writeTemporary('users.csv', `${HEADER}a@contoso.com,a,x\n`),
      process.stdin,
    );
    for (const reading of [readBatch(source), readBatch(source)]) {
      const found = [];
      for await (const { header, records } of reading.groups) found.push([header?.width, records.length]);
      expect(found).toEqual([[3, 1]]);
    }
  });

  it('knows no header and no row in an empty file', async () => {
    const { header, records, reading } = await read('\ufeff\n\n');
    expect({ header, records, rows: reading.rows, blank: reading.blankLines.count }).toEqual({
      header: undefined,
      records: [],
      rows: 0,
      blank: 0,
    });
  });
});

describe('a damaged row', () => {
  it('is named by an address in the first column when it has too many values', async () => {
    const { records } = await read(
      `${HEADER}a@contoso.com,a,x,y\na b@contoso.com,a,x,y\nP@ss.word\nP@ss.word,b\n"c@contoso.com"x,c,z\n`,
    );
    expect(
      records.map(({ emailAddress, userName, width, sound, malformed }) => ({
        emailAddress,
        userName,
        width,
        sound,
        malformed,
      })),
    ).toEqual([
      { emailAddress: 'a@contoso.com', userName: '', width: 4, sound: false, malformed: undefined },
      { emailAddress: '', userName: '', width: 4, sound: false, malformed: undefined },
      // It may be the end of a password that has a line break.
      { emailAddress: '', userName: '', width: 1, sound: false, malformed: undefined },
      { emailAddress: '', userName: '', width: 2, sound: false, malformed: undefined },
      { emailAddress: '', userName: '', width: 0, sound: false, malformed: 'text-around' },
    ]);
    expect(records.every(({ password }) => password.isEmpty)).toBe(true);
  });

  it('is not named where the address may be a password', async () => {
    const { records } = await read('Password,EmailAddress,UserName\nP@ss.word,a@contoso.com,a,b\n');
    expect(records[0]?.emailAddress).toBe('');
  });

  it('is every one below a header that cannot be read', async () => {
    const { header, records } = await read('EmailAddress,"UserName\na@contoso.com,a,x\n');
    expect(header).toMatchObject({ malformed: 'unclosed', columns: {} });
    expect(records).toMatchObject([{ row: 1, line: 2, sound: false, emailAddress: '', userName: '' }]);
  });
});

describe('bytes that are no text', () => {
  it('are found in their columns', async () => {
    const bytes = Buffer.from(
      `${HEADER}a@contoso.com,\xe9,x\nb@contoso.com,b,y\nc@contoso.com,c,\xe9,\n`,
      'latin1',
    );
    const { records, reading } = await read(bytes);
    expect(reading.decoding.invalidAt).toBe(HEADER.length + 14);
    expect(records.map(({ undecodable }) => undecodable)).toEqual([['UserName'], [], ['Password']]);
  });

  it('are not the replacement character in a file that has none', async () => {
    const { records } = await read(`${HEADER}a@contoso.com,\ufffd,x\n`);
    expect(records[0]?.undecodable).toEqual([]);
  });
});

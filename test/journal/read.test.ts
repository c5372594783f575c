import { readFileSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/batch/input-error.js';
import { MAX_LINE } from '../../src/journal/line.js';
import { LineSplitter } from '../../src/journal/line-splitter.js';
import { readReport } from '../../src/journal/read-report.js';
import { canonicalReport } from '../support/canonical-report.js';
import { temporaryDirectory, writeTemporary } from '../support/files.js';
import { skipWhen } from '../support/skip.js';
import { eventsOf, linesOf, rendered, reportOfFiles, writeJournal } from './support.js';

const NEVER = new AbortController().signal;

const WHOLE = await (async () => {
  const path = new URL('../../fixtures/journals/canonical.ndjson', import.meta.url);
  return readFileSync(path);
})();

/** What is said of a file with this content. */
async function complaint(content: string | Uint8Array): Promise<InputError> {
  const path = await writeTemporary('run.ndjson', content);
  const error = await reportOfFiles(path).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(InputError);
  expect(error.file).toBe(path);
  return error;
}

describe('what is no journal', () => {
  test.each<[string, string | Uint8Array, string]>([
    ['empty', '', 'it is empty'],
    ['half a line', '{"type":"run","journal":1', 'it holds not one whole line'],
    ['gzip', gzipSync(WHOLE), 'it is compressed (gzip)'],
    ['a byte order mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), WHOLE]), 'byte order mark'],
    ['the script of a plan', '\uFEFF# Migration plan of localhost.\n', 'it is the PowerShell of a plan'],
    ['UTF-16', Buffer.from(`\ufeff${WHOLE.toString('utf8')}`, 'utf16le'), 'it is UTF-16'],
    ['CRLF', WHOLE.toString('utf8').replaceAll('\n', '\r\n'), 'its lines end as on Windows'],
    ['a CSV', 'EmailAddress,UserName,Password\na@b.c,a,x\n', 'it is no journal'],
    ['JSON of something else', '{"type":"run"}\n', 'it is no journal'],
    ['no object', '[1,2]\n', 'it is no journal'],
    ['a line before the first run', WHOLE.subarray(WHOLE.indexOf('\n') + 1), 'it is no journal'],
    ['zeros', Buffer.alloc(3 * MAX_LINE), 'it is no journal'],
    ['a picture', Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'), 'it is no journal'],
  ])('%s', async (_, content, message) => {
    expect((await complaint(content)).message).toContain(message);
  });

  test('half a line is no use to anybody', async () => {
    const { remedy } = await complaint('{"type":"run","journal":1');
    expect(remedy).toBe('Nothing is lost: delete it, and run the check anew with `--journal`.');
  });

  test.each(['/dev/full', '/dev/zero'])('%s', async (device) => {
    await expect(reportOfFiles(device)).rejects.toThrow('it is no journal');
  });

  test('a folder, and a file that is not there', async () => {
    const folder = await temporaryDirectory();
    await expect(reportOfFiles(folder)).rejects.toThrow('it is a folder');
    await expect(reportOfFiles(join(folder, 'none.ndjson'))).rejects.toThrow('no such file');
  });

  test('a file that nobody may read', async (context) => {
    skipWhen(context, process.getuid?.() === 0, 'root may read anything');
    const path = await writeTemporary('run.ndjson', WHOLE);
    await chmod(path, 0);
    await expect(reportOfFiles(path)).rejects.toThrow('permission denied');
  });
});

describe('a line that cannot be read', () => {
  const lines = WHOLE.toString('utf8').split('\n').slice(0, -1);
  const at = (type: string) => lines.findIndex((line) => line.startsWith(`{"type":"${type}"`)) + 1;

  /** Line `number`, from 1, with something else in it. */
  function changed(number: number, from: string | RegExp, to: string): string {
    const other = lines.map((line, index) => (index === number - 1 ? line.replace(from, to) : line));
    expect(other).not.toEqual(lines);
    return `${other.join('\n')}\n`;
  }

  test.each<[string, number, string | RegExp, string]>([
    ['no JSON', at('batch'), '{', ''],
    ['an unknown type', at('batch'), 'batch', 'bitch'],
    ['an unknown code', at('finding'), '"csv/blank-line"', '"csv/unheard-of"'],
    ['a code of another family of names', at('finding'), '"csv/blank-line"', '"constructor"'],
    ['arguments of another code', at('finding'), '"csv/blank-line"', '"csv/too-large"'],
    ['an argument of another type', at('finding'), '"count":1', '"count":"1"'],
    ['a number that JSON has and nobody else', at('finding'), '"count":1', '"count":1e999'],
    ['a row number of 0', at('row'), '"row":1', '"row":0'],
    ['a row number beyond all tables', at('row'), '"row":1', '"row":99999999999'],
    ['a status that is none', at('row'), '"passed"', '"perfect"'],
    ['a name that is no text', at('row'), /"userName":"[^"]*"/, '"userName":null'],
    [
      'a finding of another row',
      at('row') + 1,
      '"location":{"file":"users.csv","row":2',
      '"location":{"file":"users.csv","row":3',
    ],
    ['a stage that is none', at('stage'), '"id":"csv"', '"id":"cvs"'],
    ['a time that is none', at('end'), /"durationMs":\d+/, '"durationMs":-1'],
    ['a member that is missing', at('endpoint'), '"capabilities"', '"capacities"'],
  ])('%s', async (_, number, from, to) => {
    const { message, remedy } = await complaint(changed(number, from, to));
    expect(message).toBe(`line ${number} cannot be read`);
    expect(remedy).toMatch(/^Take an unchanged copy .+\.$/);
  });

  test('one that is too long', async () => {
    const long = `{"type":"${'x'.repeat(2 * MAX_LINE)}"}\n`;
    expect((await complaint(`${lines[0]}\n${long}${lines[1]}\n`)).message).toBe('line 2 cannot be read');
  });

  test('two in a row, the second without an end', async () => {
    expect((await complaint(`${lines[0]}\nx\ny`)).message).toBe('line 2 cannot be read');
  });

  test('the last one alone was torn off', async () => {
    for (const torn of ['x\n', '{"type":"end","dur']) {
      const path = await writeTemporary('run.ndjson', `${lines.slice(0, -1).join('\n')}\n${torn}`);
      const stdin: AsyncIterable<Buffer> = { async *[Symbol.asyncIterator]() {} };
      const read = await readReport([path], { stdin, stop: NEVER });
      expect(read.torn).toEqual([path]);
      expect(read.report.rows).toHaveLength(12);
    }
  });

  test('the content is never quoted', async () => {
    const secret = 'Amber-Heron-41';
    const { message, remedy } = await complaint(`${lines[0]}\n{"type":"${secret}"}\n${lines[1]}\n`);
    expect(message + remedy).not.toContain(secret);
  });
});

describe('another version', () => {
  const later = WHOLE.toString('utf8').replace('"journal":1', '"journal":2');

  test('of the first run', async () => {
    const { message, remedy } = await complaint(later);
    expect(message).toBe('a later version of imap-preflight wrote it');
    expect(remedy).toContain('Use that version');
  });

  test('whatever else it has become', async () => {
    expect((await complaint('{"type":"run","journal":2}\n')).message).toContain('a later version');
  });

  test('of a run that was appended', async () => {
    expect((await complaint(Buffer.concat([WHOLE, Buffer.from(later)]))).message).toContain(
      'a later version',
    );
  });
});

test('standard input, in small pieces', async () => {
  const path = await writeJournal(eventsOf(canonicalReport()));
  const content = Buffer.from(`${linesOf(path).join('\n')}\n`);
  const stdin: AsyncIterable<Buffer> = {
    async *[Symbol.asyncIterator]() {
      for (let at = 0; at < content.length; at += 7) yield content.subarray(at, at + 7);
    },
  };
  const { report } = await readReport(['-'], { stdin, stop: NEVER });
  expect(rendered(report)).toEqual(rendered(canonicalReport()));
});

test('lines are the same however they are cut', () => {
  const text = Buffer.from('a\n\nbcd\ne\nfg');
  for (let size = 1; size <= text.length; size++) {
    const splitter = new LineSplitter(100);
    const lines: [number, string, number][] = [];
    for (let at = 0; at < text.length; at += size) {
      for (const { number, bytes, end } of splitter.push(text.subarray(at, at + size))) {
        lines.push([number, bytes.toString('utf8'), end]);
      }
    }
    expect(lines).toEqual([
      [1, 'a', 2],
      [2, '', 3],
      [3, 'bcd', 7],
      [4, 'e', 9],
    ]);
    expect(splitter.rest).toBe(2);
  }
});

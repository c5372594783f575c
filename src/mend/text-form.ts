import { type Decoding, decode } from '../batch/decode.js';
import { InputError } from '../batch/input-error.js';
import { lineAt } from '../batch/lines.js';
import type { BatchSource } from '../batch/source.js';
import { number } from '../knowledge/catalogue/words.js';

/** How the bytes of a batch become text. */
export interface TextForm {
  /** As it is called in a sentence. */
  name: string;
  /** The encoding that was named, where the file is not Unicode. */
  label?: string;
  /** A byte order mark of UTF-8 stands at the start. */
  marked: boolean;
}

const UTF_8_MARK = 'efbbbf';

/** UTF-16 without a byte order mark is full of zero bytes, and then looks like binary data. */
const WIDE = /^utf-16/;

/**
 * Reads the file once. A Unicode file is never read by another encoding, also when one was named: that would only
 * spoil its letters.
 *
 * @throws {InputError} when it is no text, or not in that encoding.
 */
export async function textForm(source: BatchSource, label: string | undefined): Promise<TextForm> {
  const decoding: Decoding = { encoding: 'UTF-8' };
  for await (const _ of decode(source.read(), decoding));
  const { looksLike, invalidAt, encoding } = decoding;
  if (looksLike === undefined && invalidAt === undefined) {
    return { name: encoding, marked: encoding === 'UTF-8' && (await isMarked(source)) };
  }
  if (looksLike !== undefined && !(label !== undefined && WIDE.test(label) && mayBeWide(looksLike))) {
    throw noText(source.file, looksLike);
  }
  if (label === undefined || encoding !== 'UTF-8') throw await notUnicode(source, decoding);
  for await (const _ of textOf(source, { name: label, label, marked: false }));
  return { name: label, label, marked: false };
}

/** @throws {InputError} on bytes that are no text in the encoding that was named. */
export function textOf(source: BatchSource, { label }: TextForm): AsyncGenerator<string> {
  return label === undefined ? decode(source.read(), { encoding: 'UTF-8' }) : decodeAs(source, label);
}

/**
 * Always as a stream: without it, Node 20 reads windows-1252 as Latin-1, in which the euro sign and curly quotes are
 * control characters (https://github.com/nodejs/node/issues/56542).
 */
async function* decodeAs(source: BatchSource, label: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(label, { fatal: true });
  try {
    for await (const chunk of source.read()) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode(new Uint8Array(), { stream: true });
    decoder.decode();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new InputError(
      source.file,
      `it is not written in ${label} either: some bytes are no text in it`,
      'Find out how the file was saved, or export it again as UTF-8.',
    );
  }
}

async function isMarked(source: BatchSource): Promise<boolean> {
  let head = Buffer.alloc(0);
  for await (const chunk of source.read()) {
    head = Buffer.concat([head, chunk.subarray(0, 3)]);
    if (head.length >= 3) break;
  }
  return head.toString('hex').startsWith(UTF_8_MARK);
}

function mayBeWide(looksLike: string): boolean {
  return looksLike.startsWith('UTF-16') || looksLike === 'binary data';
}

function noText(file: string, looksLike: string): InputError {
  const remedy = looksLike.startsWith('UTF-16')
    ? 'Give --encoding utf-16le, or --encoding utf-16be if that fails.'
    : 'Open it in the program that made it and export it as CSV.';
  return new InputError(file, `it is no CSV file: it looks like ${looksLike}`, remedy);
}

async function notUnicode(source: BatchSource, { invalidAt = 0, encoding }: Decoding): Promise<InputError> {
  const line = await lineAt(source, invalidAt);
  const remedy =
    encoding === 'UTF-8'
      ? 'Give --encoding windows-1252 if it was saved on a Western Windows, and check special letters in names and passwords afterwards; or export it again as UTF-8.'
      : 'Export it again as UTF-8.';
  return new InputError(
    source.file,
    `the byte at offset ${number(invalidAt)}, on line ${line}, is no ${encoding} text`,
    remedy,
  );
}

import { basename, dirname, extname, join } from 'node:path';
import { isStream } from '../../model/stream.js';
import type { Group, Part } from './plan.js';

/** A part with the place it is written to. */
export interface PlannedFile {
  path: string;
  part: Part;
  value?: string;
}

/** Bytes of a name that Linux takes (NAME_MAX); Windows and macOS take as many UTF-16 units or more. */
const MAX_NAME = 255;

/** Bytes of a value that go into a name; the table and the JSON have all of it. */
const MAX_VALUE = 100;

/** Stands for the name of what came on standard input. */
const STREAM_NAME = 'batch.csv';

/** For what is counted up, and what a temporary name adds. */
const RESERVE = 16;

/** All but letters, digits and signs that every file system and shell takes as they are. */
const UNSAFE = /[^\p{L}\p{M}\p{N}.@+_-]+/gu;

/** Devices on Windows, with whatever extension (learn.microsoft.com: Naming Files, Paths, and Namespaces). */
const RESERVED = /^(?:con|prn|aux|nul|(?:com|lpt)[0-9\u00b9\u00b2\u00b3]|conin\$|conout\$)(?=\.|$)/i;

/** Names of all files, no two alike on a disk that minds neither case nor composition. */
export function nameFiles(file: string, folder: string | undefined, groups: Iterable<Group>): PlannedFile[] {
  const { stem, extension } = stemOf(file);
  const place = folder ?? (isStream(file) ? '' : dirname(file));
  const taken = new Set<string>();
  return [...groups].flatMap(({ value, parts }) => {
    const base = value === undefined ? stem : `${stem}-${safeValue(value)}`;
    const digits = String(parts.length).length;
    return parts.map((part, index) => {
      const number = value !== undefined && parts.length === 1 ? '' : `-${padded(index + 1, digits)}`;
      const path = join(place, `${free(base + number, taken)}${extension}`);
      return { path, part, ...(value === undefined ? {} : { value }) };
    });
  });
}

/** Where an input stands that is taken as it is; one that came on standard input is to be saved there. */
export function wholePath(file: string): string {
  return isStream(file) ? STREAM_NAME : file;
}

/** Where `count` parts of a file go, numbered from 1. */
export function partPaths(file: string, count: number): string[] {
  const { stem, extension } = stemOf(file);
  const place = isStream(file) ? '' : dirname(file);
  const digits = String(count).length;
  return Array.from({ length: count }, (_, index) =>
    join(place, `${stem}-${padded(index + 1, digits)}${extension}`),
  );
}

function stemOf(file: string): { stem: string; extension: string } {
  const name = isStream(file) ? STREAM_NAME : basename(file);
  const extension = extname(name);
  const room = MAX_NAME - RESERVE - Buffer.byteLength(extension);
  const stem = safeStem(shortened(name.slice(0, name.length - extension.length), room - MAX_VALUE - 1));
  return { stem, extension };
}

function free(name: string, taken: Set<string>): string {
  const key = (text: string) => text.normalize('NFKD').toLowerCase().toUpperCase();
  let found = name;
  for (let next = 2; taken.has(key(found)); next++) found = `${name}-${next}`;
  taken.add(key(found));
  return found;
}

function padded(number: number, digits: number): string {
  return String(number).padStart(digits, '0');
}

/** The name of the input stands on this disk already, but the parts may be carried to another. */
function safeStem(stem: string): string {
  return stem.replace(RESERVED, '$&_');
}

function safeValue(value: string): string {
  const safe = shortened(value.normalize('NFC').replace(UNSAFE, '_'), MAX_VALUE).replace(/[.\s]+$/, '');
  return safe === '' ? 'empty' : safe;
}

/** The beginning of a text, whole characters, in so many bytes. */
function shortened(text: string, bytes: number): string {
  let size = 0;
  let kept = '';
  for (const character of text) {
    size += Buffer.byteLength(character);
    if (size > bytes) break;
    kept += character;
  }
  return kept;
}

import { basename, extname } from 'node:path/posix';
import { BATCH_NAME } from '../knowledge/exchange-online.js';
import { isStream } from '../model/stream.js';

/** What a batch is called for want of any letter in the name of its file. */
const NAMELESS = 'batch';

/** Signs of a combining kind, which are left when a letter is taken apart. */
const MARKS = /\p{M}+/gu;

/** Names for batches, no two alike. */
export class BatchNames {
  readonly #taken = new Set<string>();

  /** `wish`: what the administrator would call it, as it is; otherwise after the file. `number`: where there are several. */
  next(file: string, wish: string | undefined, number?: string): string {
    const stem = (wish === undefined ? '' : tidy(wish)) || stemOf(file);
    const first = number === undefined ? cutWith(stem) : cutWith(stem, `-${number}`);
    let name = first;
    for (let next = 2; this.#taken.has(name.toLowerCase()); next++) name = cutWith(first, `-${next}`);
    this.#taken.add(name.toLowerCase());
    return name;
  }
}

/** Letters, digits and hyphens, as Microsoft asks for in the admin center. */
function stemOf(file: string): string {
  if (isStream(file)) return NAMELESS;
  const name = basename(file.replaceAll('\\', '/'));
  const stem = name.slice(0, name.length - extname(name).length);
  const plain = stem.normalize('NFKD').replace(MARKS, '');
  return plain.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-+|-+$/g, '') || NAMELESS;
}

/** One line of well-formed text. */
function tidy(wish: string): string {
  return wish
    .toWellFormed()
    .replace(/[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
}

function cutWith(stem: string, suffix = ''): string {
  const room = BATCH_NAME.maxLength - suffix.length;
  if (stem.length <= room) return stem + suffix;
  // Half a pair of surrogates is no letter.
  return stem.slice(0, room).replace(/(?:[\ud800-\udbff]|[- ]+)$/, '') + suffix;
}

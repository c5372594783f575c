import { createHash } from 'node:crypto';
import type { Encoding } from '../decode.js';
import { GROUP, readFields } from '../fields.js';
import { type Frame, Framer } from '../frames.js';
import { type FoundHeader, findHeader } from '../preamble.js';
import { RawText } from '../raw-text.js';
import type { BatchSource } from '../source.js';

/** A record or a blank line, as it stands in the file. */
export interface Piece {
  /** The data row that it is, or stands behind, from 1; 0 for all that stands before the first one. */
  row: number;
  line: number;
  /** `above`: a title or the like above the header, which goes along with it as blank lines do. */
  kind: 'above' | 'header' | 'row' | 'blank';
  /** With its line end. */
  text: string;
  /** Bytes behind the text that make no character: the odd last one of a UTF-16 file. */
  tail?: Buffer;
  /** None where they were not asked for, except those of the header. */
  values: string[];
  malformed?: Frame['malformed'];
}

/** One reading of a file in pieces. The digest is complete when they have been consumed. */
export interface PieceReading {
  /** In groups, because one at a time costs more than to look at it. */
  groups: AsyncIterable<Piece[]>;
  raw: RawText;
  /** As told from the first lines; known when the first piece comes that is not blank. */
  header(): FoundHeader | undefined;
  digest(): string;
}

/** All pieces together, behind the byte order mark, are the file. */
export function readPieces(
  source: BatchSource,
  encoding: Encoding,
  withValues: boolean,
  stop: AbortSignal,
): PieceReading {
  const raw = new RawText(encoding);
  let header: FoundHeader | undefined;
  const framer = new Framer(source.file, (lines) => {
    header = findHeader(lines);
    return header;
  });
  const hash = createHash('sha256');
  const cutter = new Cutter(framer, raw, withValues);
  async function* watched(): AsyncGenerator<Buffer> {
    for await (const chunk of source.read()) {
      stop.throwIfAborted();
      hash.update(chunk);
      yield chunk;
    }
    stop.throwIfAborted();
  }
  async function* groups(): AsyncGenerator<Piece[]> {
    for await (const text of raw.read(watched())) yield* cutter.groups(framer.push(text), false);
    yield* cutter.groups(framer.end(), true);
  }
  return {
    groups: groups(),
    raw,
    header: () => header,
    digest: () => hash.digest('hex'),
  };
}

class Cutter {
  /** Below zero until the header has been seen. */
  #row = -1;

  constructor(
    readonly framer: Framer,
    readonly raw: RawText,
    readonly withValues: boolean,
  ) {}

  /** `final`: the last frame is the last of the file, and holds what stands for the tail. */
  *groups(frames: Iterable<Frame>, final: boolean): Generator<Piece[]> {
    let group: Frame[] = [];
    for (const frame of frames) {
      if (group.length === GROUP) {
        yield this.#pieces(group);
        group = [];
      }
      group.push(frame);
    }
    if (group.length === 0) return;
    const pieces = this.#pieces(group);
    const last = pieces.at(-1);
    const { tail } = this.raw;
    if (final && tail.length > 0 && last !== undefined) {
      pieces[pieces.length - 1] = { ...last, text: last.text.slice(0, -1), tail };
    }
    yield pieces;
  }

  #pieces(frames: readonly Frame[]): Piece[] {
    const read = this.withValues || this.#row < 0;
    const values = read ? readFields(frames, this.framer.delimiter) : [];
    return frames.map((frame, index) => {
      const kind = this.#kindOf(frame);
      if (kind === 'header' || kind === 'row') this.#row++;
      return {
        row: Math.max(0, this.#row),
        line: frame.line,
        kind,
        text: frame.raw + frame.lineEnd,
        values: values[index] ?? [],
        ...(frame.malformed === undefined ? {} : { malformed: frame.malformed }),
      };
    });
  }

  #kindOf({ blank, line }: Frame): Piece['kind'] {
    if (blank) return 'blank';
    if (this.#row >= 0) return 'row';
    return line < this.framer.headerLine ? 'above' : 'header';
  }
}

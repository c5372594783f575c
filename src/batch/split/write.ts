import { InputError } from '../input-error.js';
import { commitAll, OutputFile } from '../output-file.js';
import type { BatchSource } from '../source.js';
import type { PlannedFile } from './names.js';
import { type Piece, readPieces } from './pieces.js';
import type { Survey } from './survey.js';

/** Bytes of memory in which rows of all files together may wait to be written. */
const MAX_WAITING = 8 * 1024 * 1024;

/** Files that are open at one time. */
const MAX_OPEN = 32;

export interface WriteOptions {
  force: boolean;
  stop: AbortSignal;
  /** Told of each temporary file as soon as it is there. */
  onCreate?: (temporary: string) => void;
}

/** What the rows of a part are written to. */
export type Output = Pick<OutputFile, 'write' | 'flush' | 'finish' | 'waiting'>;

/** Where the rows of a group go. */
interface Lane {
  files: PlannedFile[];
  /** The one that is being filled, and how many rows it has. */
  index: number;
  rows: number;
  output?: Output;
}

/** Reads the file a second time and writes the planned files: all of them, or none. */
export async function writeParts(
  source: BatchSource,
  survey: Survey,
  files: readonly PlannedFile[],
  { force, stop, onCreate }: WriteOptions,
): Promise<void> {
  const outputs: OutputFile[] = [];
  const open = async ({ path }: PlannedFile) => {
    const output = await OutputFile.create(path, onCreate);
    outputs.push(output);
    return output;
  };
  try {
    await dealRows(source, survey, files, { open, stop });
    await commitAll(outputs, force, stop);
  } catch (error) {
    for (const output of outputs) await output.withdraw();
    throw error;
  }
}

export interface DealOptions {
  open(file: PlannedFile): Promise<Output>;
  stop: AbortSignal;
}

/** Reads the file a second time and gives each part its rows. Each is finished, unless something fails. */
export async function dealRows(
  source: BatchSource,
  survey: Survey,
  files: readonly PlannedFile[],
  options: DealOptions,
): Promise<void> {
  await new Dealer(source.file, survey, files, options).read(source);
}

class Dealer {
  readonly #lanes = new Map<string | undefined, Lane>();
  #lane: Lane | undefined;
  #last = 0;

  constructor(
    readonly file: string,
    readonly survey: Survey,
    files: readonly PlannedFile[],
    readonly options: DealOptions,
  ) {
    for (const file of files) {
      const lane = this.#lanes.get(file.value);
      if (lane === undefined) this.#lanes.set(file.value, { files: [file], index: -1, rows: 0 });
      else lane.files.push(file);
    }
  }

  async read(source: BatchSource): Promise<void> {
    const { encoding, keyOf, digest } = this.survey;
    const { stop } = this.options;
    const reading = readPieces(source, encoding, keyOf !== undefined, stop);
    for await (const group of reading.groups) {
      for (const piece of group) {
        if (piece.row === 0) continue;
        if (piece.row !== this.#last) await this.#beginRow(piece);
        await this.#write(reading.raw.bytesOf(piece.text));
        if (piece.tail !== undefined) await this.#write(piece.tail);
      }
      await this.#relieve();
      stop.throwIfAborted();
    }
    await this.#forEach((output) => output.finish());
    if (reading.digest() !== digest) throw this.#changed();
  }

  async #beginRow(piece: Piece): Promise<void> {
    this.#last = piece.row;
    const lane = this.#lanes.get(this.survey.keyOf?.(piece));
    if (lane === undefined) throw this.#changed();
    this.#lane = lane;
    if (lane.output === undefined || lane.rows === lane.files[lane.index]?.part.rows) await this.#next(lane);
    lane.rows++;
  }

  async #next(lane: Lane): Promise<void> {
    await lane.output?.finish();
    lane.index++;
    lane.rows = 0;
    const planned = lane.files[lane.index];
    if (planned === undefined) throw this.#changed();
    lane.output = await this.options.open(planned);
    await lane.output.write(this.survey.head);
  }

  async #write(bytes: Buffer): Promise<void> {
    await this.#lane?.output?.write(bytes);
  }

  /** With many groups, what waits for each would add up. */
  async #relieve(): Promise<void> {
    let waiting = 0;
    for (const { output } of this.#lanes.values()) waiting += output?.waiting ?? 0;
    if (waiting < MAX_WAITING) return;
    await this.#forEach((output) => output.flush());
  }

  /** What has begun is waited for, also where something fails, so that nothing is written behind a `discard`. */
  async #forEach(work: (output: Output) => Promise<void>): Promise<void> {
    const outputs = [...this.#lanes.values()].flatMap(({ output }) => output ?? []);
    for (let at = 0; at < outputs.length; at += MAX_OPEN) {
      this.options.stop.throwIfAborted();
      const results = await Promise.allSettled(outputs.slice(at, at + MAX_OPEN).map(work));
      for (const result of results) if (result.status === 'rejected') throw result.reason;
    }
  }

  #changed(): InputError {
    return new InputError(
      this.file,
      'it was changed while it was being split',
      'Run again when it is at rest.',
    );
  }
}

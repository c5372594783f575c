import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Recorded, readRecorded } from '../journal/recorded.js';
import { JournalWriter } from '../journal/writer.js';
import type { RunEvent } from '../model/event.js';
import { clean } from '../reports/text/clean.js';
import type { Earlier } from '../run/earlier.js';
import type { RunOptions } from '../run/options.js';
import type { Shard } from '../run/part.js';
import { TOOL } from '../version.js';
import type { JournalSettings } from './journal-settings.js';
import { UsageError } from './usage-error.js';

/** The journal of a run: what is in it already, and what is written to it. */
export interface RunJournal {
  readonly earlier?: Earlier | undefined;
  add(event: RunEvent): void;
  /** Why something could not be written; undefined when all was. */
  readonly failure: string | undefined;
  close(): void;
}

/** Without a journal nothing is written. */
const NONE: RunJournal = { add: () => {}, failure: undefined, close: () => {} };

/**
 * Begins a journal or goes on with one. A dry run only reads.
 *
 * @throws {UsageError} when it is that of another server or of other files.
 * @throws {InputError} when it cannot be read or written, or is there already.
 */
export async function openJournal(
  settings: JournalSettings | undefined,
  run: RunOptions,
  files: readonly string[],
  { stop, say }: { stop: AbortSignal; say: (text: string) => void },
): Promise<RunJournal> {
  if (settings === undefined) return NONE;
  const { path } = settings;
  const recorded = (await isThere(settings)) ? await readRecorded(path, stop) : undefined;
  const earlier = recorded === undefined ? undefined : earlierOf(recorded, run, files);
  if (recorded?.torn) say(`${clean(path)}: its last line was cut off and is left out.`);
  if (run.dryRun) return { ...NONE, ...(earlier && { earlier }) };
  const writer =
    recorded === undefined
      ? JournalWriter.create(path, TOOL, run)
      : JournalWriter.resume(recorded, TOOL, run);
  return new Watched(writer, path, say, earlier);
}

async function isThere({ path, mode }: JournalSettings): Promise<boolean> {
  if (mode !== 'either') return mode === 'resume';
  const stats = await stat(path).catch(() => undefined);
  return stats !== undefined && stats.size > 0;
}

function earlierOf(recorded: Recorded, run: RunOptions, files: readonly string[]): Earlier {
  const { path, server } = recorded;
  const given = run.server ?? null;
  if (server !== null && given !== null && server.toLowerCase() !== given.toLowerCase()) {
    throw new UsageError(
      `--resume ${path}: it is the journal of ${server}, not of ${given}: name that server, or begin a new journal.`,
    );
  }
  assertSameShard(recorded, run.shard);
  const names = namesIn(recorded, files);
  return {
    find: (key) => {
      const file = names.get(key.file) ?? key.file;
      const found = recorded.find({ ...key, file });
      if (found === undefined || file === key.file) return found;
      const place = { file: key.file, row: key.row, line: key.line };
      return {
        row: { ...found.row, ...place },
        findings: found.findings.map((one) => ({ ...one, location: { ...one.location, ...place } })),
      };
    },
  };
}

/** A journal is of one shard: its report would miss the others. Without `--shard` a run goes on with all rows. */
function assertSameShard({ path, shard }: Recorded, given: Shard | undefined): void {
  if (given === undefined || (shard?.index === given.index && shard.of === given.of)) return;
  const was = shard === undefined ? 'of a run without --shard' : `of --shard ${shard.index}/${shard.of}`;
  throw new UsageError(
    `--resume ${path}: it is the journal ${was}, not of ${given.index}/${given.of}: give the same, or begin a new journal.`,
  );
}

/**
 * By the name of each file the name under which the journal has it. A file that was moved or is named by another path
 * keeps its rows: none that was refused is to be tried again for that.
 */
function namesIn({ path, files: known }: Recorded, files: readonly string[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const file of files) {
    const same = known.includes(file) ? file : (alike(file, known) ?? alone(files, known));
    if (same === undefined && known.length > 0) {
      throw new UsageError(
        `--resume ${path}: it knows ${known.map((name) => clean(name)).join(', ')}, and not ${file}: name the same files, or begin a new journal.`,
      );
    }
    if (same !== undefined) names.set(file, same);
  }
  return names;
}

/** The one file with the same last part of its path. */
function alike(file: string, known: readonly string[]): string | undefined {
  const found = known.filter((name) => basename(name) === basename(file));
  return found.length === 1 ? found[0] : undefined;
}

function alone(files: readonly string[], known: readonly string[]): string | undefined {
  return files.length === 1 && known.length === 1 ? known[0] : undefined;
}

/** Says once that nothing is written any more. */
class Watched implements RunJournal {
  #said = false;

  constructor(
    readonly writer: JournalWriter,
    readonly path: string,
    readonly say: (text: string) => void,
    readonly earlier: Earlier | undefined,
  ) {}

  get failure(): string | undefined {
    return this.writer.failure;
  }

  add(event: RunEvent): void {
    this.writer.add(event);
    this.#tell();
  }

  close(): void {
    this.writer.close();
    this.#tell();
  }

  #tell(): void {
    const { failure } = this.writer;
    if (failure === undefined || this.#said) return;
    this.#said = true;
    this.say(
      `${clean(this.path)}: the journal could not be written (${failure}), and ends here; the run goes on without it.`,
    );
  }
}

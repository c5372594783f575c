import { isUnbegun } from '../journal/open.js';
import { type Recorded, readRecorded } from '../journal/recorded.js';
import { JournalWriter } from '../journal/writer.js';
import type { RunEvent } from '../model/event.js';
import { clean } from '../reports/text/clean.js';
import type { Earlier, EarlierRow } from '../run/earlier.js';
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
  /** Aborted when another run writes to it, which must not sign in to the same rows. */
  readonly taken: AbortSignal;
  close(): void;
}

/** Puts a line on standard error; of the two, `note` is silent where no notes are wanted. */
type Say = (text: string) => void;

/** Nothing is written to it. */
function onlyRead(earlier: Earlier | undefined): RunJournal {
  return {
    earlier,
    add: () => {},
    failure: undefined,
    taken: new AbortController().signal,
    close: () => {},
  };
}

/**
 * Begins a journal or goes on with one. A dry run only reads.
 *
 * @throws {UsageError} when it is that of another server, of another shard, or of other stages.
 * @throws {InputError} when it cannot be read or written, or is there already.
 */
export async function openJournal(
  settings: JournalSettings,
  run: RunOptions,
  { stop, say, note }: { stop: AbortSignal; say: Say; note: Say },
): Promise<RunJournal> {
  const { path, mode } = settings;
  const anew = mode === 'new' || (mode === 'either' && (await isUnbegun(path)));
  const recorded = anew ? undefined : await readRecorded(path, stop);
  if (recorded !== undefined) assertSame(recorded, run);
  if (recorded?.torn) note(`${clean(path)}: its last line was cut off and is left out.`);
  if (run.dryRun) return onlyRead(recorded);
  const writer =
    recorded === undefined
      ? JournalWriter.create(path, TOOL, run, { overTorn: mode === 'either' })
      : JournalWriter.resume(recorded, TOOL, run);
  return new Watched(writer, path, { say, note }, recorded);
}

function assertSame(recorded: Recorded, run: RunOptions): void {
  const { path, server } = recorded;
  const given = run.server ?? null;
  if (server !== null && given !== null && server.toLowerCase() !== given.toLowerCase()) {
    throw new UsageError(
      `--resume ${path}: it is the journal of ${clean(server)}, not of ${given}: name that server, or begin a new journal.`,
    );
  }
  assertSameShard(recorded, run.shard);
  for (const id of ['login', 'mailbox'] as const) {
    if (recorded.options.stages.includes(id) === run.stages.has(id)) continue;
    throw new UsageError(
      `--resume ${path}: its run had other stages, and what it found is no answer to this one: give the same --only and --skip, or begin a new journal.`,
    );
  }
}

/** A journal is of one shard: its report would miss the others. Without `--shard` a run goes on with all rows. */
function assertSameShard({ path, shard }: Recorded, given: Shard | undefined): void {
  if (given === undefined || (shard?.index === given.index && shard.of === given.of)) return;
  const was = shard === undefined ? 'of a run without --shard' : `of --shard ${shard.index}/${shard.of}`;
  throw new UsageError(
    `--resume ${path}: it is the journal ${was}, not of ${given.index}/${given.of}: give the same, or begin a new journal.`,
  );
}

/** Says once that nothing is written any more, and at the end what was left alone. */
class Watched implements RunJournal {
  readonly #taken = new AbortController();
  #said = false;
  /** Rows whose refusal by an earlier run stands. */
  #spared = 0;

  readonly earlier: Earlier | undefined;
  /** Rows that were looked for, and whether one was there. */
  #asked = 0;
  #found = false;

  constructor(
    readonly writer: JournalWriter,
    readonly path: string,
    readonly tell: { say: Say; note: Say },
    recorded: Recorded | undefined,
  ) {
    this.earlier = recorded && {
      find: (key) => this.#noted(recorded.find(key)),
      refusedAs: (key) => recorded.refusedAs(key),
    };
  }

  #noted(found: EarlierRow | undefined): EarlierRow | undefined {
    this.#asked++;
    this.#found ||= found !== undefined;
    return found;
  }

  get failure(): string | undefined {
    return this.writer.failure;
  }

  get taken(): AbortSignal {
    return this.#taken.signal;
  }

  add(event: RunEvent): void {
    if (event.type === 'row-done' && event.recorded && (event.own ?? event.row.status) === 'failed')
      this.#spared++;
    this.writer.add(event);
    this.#tell();
  }

  close(): void {
    this.writer.close();
    this.#tell();
    if (this.#asked > 0 && !this.#found) {
      this.tell.note(`${clean(this.path)}: it knows none of these rows: is it the journal of another file?`);
    }
    if (this.#spared === 0) return;
    const rows = this.#spared === 1 ? 'One row that was' : `${this.#spared} rows that were`;
    this.tell.note(
      `${rows} refused in the earlier run were not tried again: once they are mended, give --retry-rejected.`,
    );
  }

  #tell(): void {
    const { failure, foreign } = this.writer;
    if (failure === undefined || this.#said) return;
    this.#said = true;
    const path = clean(this.path);
    if (foreign) {
      this.tell.say(
        `${path}: another run writes to this journal. This one stops, so that no row is tried twice.`,
      );
      this.#taken.abort();
      return;
    }
    this.tell.say(
      `${path}: the journal could not be written (${failure}), and ends here. The run goes on without it; it cannot be resumed from where the journal ends without trying rows again.`,
    );
  }
}

import { rmSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { InputError } from '../../batch/input-error.js';
import { OutputFile, unwritable } from '../../batch/output-file.js';
import { type BatchSource, openSource } from '../../batch/source.js';
import { checkTargets } from '../../batch/targets.js';
import { ChangeLog } from '../../mend/change.js';
import { mend } from '../../mend/mend.js';
import { type Survey, survey } from '../../mend/survey.js';
import type { Report } from '../../model/report.js';
import { Collector } from '../../run/collect.js';
import { runCsvStage } from '../../run/csv-stage.js';
import { EXIT } from '../exit-status.js';
import type { FixFlags } from '../fix-flags.js';
import type { CliIo } from '../io.js';
import { writeAll } from '../output.js';
import { looksOf } from '../terminal.js';
import { type Fixed, fixJson, fixText } from './fix-report.js';
import { type FixSettings, fixSettings, STREAM } from './fix-settings.js';

/** Writes the fixed file, says each change, and what is left. The status is that of a check of the fixed file. */
export async function fixCommand(file: string, flags: FixFlags, io: CliIo): Promise<void> {
  const settings = await fixSettings(file, flags);
  const { stop, status } = io.interruption;
  const source = interruptible(await openSource(file, io.stdin, stop), stop);
  try {
    if (settings.output !== STREAM) await checkTargets([settings.output], file, settings.force);
    const found = await survey(source, settings.mend);
    sayUnused(found, settings, io);
    const write = settings.output === STREAM ? writeToStream : writeToFile;
    const fixed = await write(source, found, settings, io);
    await say(fixed, flags, io);
    // A signal that came when the file had its name changes nothing in it, and so nothing in the status.
    io.setStatus(fixed.report.totals.errors > 0 ? EXIT.findings : EXIT.ok);
  } catch (error) {
    if (!stop.aborted) throw error;
    const kept = settings.output === STREAM ? 'the output is not whole' : 'nothing was written';
    io.stderr.write(`imap-preflight: interrupted; ${kept}.\n`);
    io.setStatus(status() ?? 130);
  }
}

function sayUnused({ form }: Survey, { mend: { encoding } }: FixSettings, { stderr }: CliIo): void {
  if (encoding === undefined || form.label !== undefined || encoding === form.name.toLowerCase()) return;
  stderr.write(`imap-preflight: the file is valid ${form.name}: --encoding ${encoding} was not needed.\n`);
}

async function writeToFile(
  source: BatchSource,
  found: Survey,
  { output, force }: FixSettings,
  io: CliIo,
): Promise<Fixed> {
  const { stop } = io.interruption;
  const target = await OutputFile.create(output);
  // A second signal ends the process at once, and what was written so far holds passwords.
  const remove = () => rmSync(target.temporary, { force: true });
  process.once('exit', remove);
  try {
    const log = new ChangeLog();
    for await (const part of mend(source, found, log)) await target.write(part);
    await target.finish();
    const written = { ...(await openSource(target.temporary, io.stdin)), file: output };
    const report = await check(written, stop);
    stop.throwIfAborted();
    await target.commit(force);
    return { input: source.file, output, log, report };
  } finally {
    await target.discard();
    process.off('exit', remove);
  }
}

/** Mended twice: once for the check, so that a file which cannot be mended does not leave a part of it. */
async function writeToStream(source: BatchSource, found: Survey, _: FixSettings, io: CliIo): Promise<Fixed> {
  const { stop } = io.interruption;
  let log = new ChangeLog();
  const written: BatchSource = {
    file: STREAM,
    bytes: 0,
    async *read() {
      log = new ChangeLog();
      written.bytes = 0;
      for await (const part of mend(source, found, log)) {
        written.bytes += part.length;
        yield part;
      }
    },
  };
  const report = await check(written, stop);
  stop.throwIfAborted();
  await sendAll(io.stdout, written.read());
  return { input: source.file, output: STREAM, log, report };
}

/** What `check --only csv` says of the file. */
async function check(source: BatchSource, stop: AbortSignal): Promise<Report> {
  const collector = new Collector();
  await runCsvStage([source], { asked: true, alone: true }, collector.add, stop);
  return collector.finish();
}

/** A reader that has gone away ends it quietly. */
async function sendAll(stdout: Writable, parts: AsyncIterable<Buffer>): Promise<void> {
  try {
    await pipeline(parts, stdout, { end: false });
  } catch (error) {
    const { syscall, code } = error as NodeJS.ErrnoException;
    if (code === 'EPIPE') return;
    throw syscall === undefined ? error : unsaid(error, '');
  }
}

function unsaid(error: unknown, done: string): InputError {
  const { message, remedy } = unwritable('', error);
  return new InputError('standard output', message + done, remedy);
}

async function say(fixed: Fixed, { json, verbose = false, color }: FixFlags, io: CliIo): Promise<void> {
  const stream = fixed.output === STREAM ? io.stderr : io.stdout;
  const looks = looksOf(stream, io.env, color === false, io.platform);
  const all = verbose ? { limit: Number.POSITIVE_INFINITY, steps: Number.POSITIVE_INFINITY } : {};
  try {
    await writeAll(stream, json ? fixJson(fixed) : fixText(fixed, { ...looks, ...all }));
  } catch (error) {
    throw unsaid(error, ', but the fixed file is written');
  }
}

/** Reading it fails once a signal has come. */
function interruptible(source: BatchSource, stop: AbortSignal): BatchSource {
  return {
    ...source,
    async *read() {
      for await (const part of source.read()) {
        stop.throwIfAborted();
        yield part;
      }
    },
  };
}

import { rmSync } from 'node:fs';
import { InputError } from '../../batch/input-error.js';
import { unwritable } from '../../batch/output-file.js';
import { type BatchSource, openSource } from '../../batch/source.js';
import { nameFiles, type PlannedFile } from '../../batch/split/names.js';
import type { PlannedRows } from '../../batch/split/planned.js';
import { type Survey, survey } from '../../batch/split/survey.js';
import { writeParts } from '../../batch/split/write.js';
import { checkFolder, checkTargets } from '../../batch/targets.js';
import { clean } from '../../reports/text/clean.js';
import { align, count, number } from '../../reports/text/layout.js';
import type { CliIo } from '../io.js';
import { writeAll } from '../output.js';
import type { SplitFlags } from '../split-flags.js';
import { UsageError } from '../usage-error.js';
import { type Listing, PLAIN } from './split-listing.js';
import { listingOf, readPlan } from './split-plan.js';
import { type SplitSettings, splitSettings } from './split-settings.js';

/** Files that are listed; the others are counted. */
const MAX_LISTED = 50;

export async function splitCommand(file: string, flags: SplitFlags, io: CliIo): Promise<void> {
  const settings = splitSettings(flags);
  const { stop, status } = io.interruption;
  const { plan } = settings;
  if (file === '-' && plan === '-') throw new UsageError('standard input (-) can be read only once.');
  let found: Survey;
  let files: PlannedFile[];
  let planned: PlannedRows | undefined;
  const source = await openSource(file, io.stdin, stop);
  try {
    planned = plan === undefined ? undefined : await readPlan(plan, source, { stdin: io.stdin, stop });
    found = await surveyed(source, settings, planned, stop);
    files = await write(source, found, settings, stop);
  } catch (error) {
    if (!stop.aborted) throw error;
    io.stderr.write('imap-preflight: interrupted; no file was kept.\n');
    io.setStatus(status() ?? 130);
    return;
  }
  if (files.length === 0) {
    const rows = count(found.plan.rows, 'row');
    const already =
      planned === undefined
        ? `it fits in one batch already (${rows})`
        : `the plan takes it as it is (${rows})`;
    io.stderr.write(`imap-preflight: ${clean(file)}: ${already}; nothing was written.\n`);
  }
  await say(source, found, files, planned === undefined ? PLAIN : listingOf(planned), settings, io);
}

async function surveyed(
  source: BatchSource,
  { wish, limits }: SplitSettings,
  planned: PlannedRows | undefined,
  stop: AbortSignal,
): Promise<Survey> {
  if (planned === undefined) return survey(source, wish, limits, stop);
  const maxFiles = planned.batches.length + limits.maxFiles;
  const found = await survey(source, { assign: planned.keyOf }, { ...limits, maxFiles }, stop);
  planned.assertFits(found, limits.maxBytes);
  const { plan, keyOf: _, ...rest } = found;
  plan.groups = planned.ordered(found);
  return planned.isWhole ? { ...rest, plan } : found;
}

/** No files where all rows fit into one and nobody asked for groups. */
async function write(
  source: BatchSource,
  found: Survey,
  { folder, force }: SplitSettings,
  stop: AbortSignal,
): Promise<PlannedFile[]> {
  if (found.keyOf === undefined && found.plan.files === 1) return [];
  if (folder !== undefined) await checkFolder(folder);
  const files = nameFiles(source.file, folder, found.plan.groups.values());
  const paths = files.map(({ path }) => path);
  await checkTargets(paths, source.file, force);
  const temporaries: string[] = [];
  // A second signal ends the process at once, and what was written so far holds passwords.
  const removeAll = () => {
    for (const path of temporaries) rmSync(path, { force: true });
  };
  process.once('exit', removeAll);
  try {
    await writeParts(source, found, files, { force, stop, onCreate: (path) => temporaries.push(path) });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(error.file, `${error.message}; no file was kept`, error.remedy);
  } finally {
    process.off('exit', removeAll);
  }
  return files;
}

async function say(
  source: BatchSource,
  found: Survey,
  files: readonly PlannedFile[],
  listing: Listing,
  { json }: SplitSettings,
  { stdout }: CliIo,
): Promise<void> {
  const { rows } = found.plan;
  const batches = files.map((one) => {
    const { rows, bytes } = one.part;
    return { file: one.path, rows, bytes, ...listing.members(one) };
  });
  const text = json
    ? [`${JSON.stringify({ file: source.file, rows, batches }, null, 2)}\n`]
    : tableOf(files, listing, rows).map((line) => `${line}\n`);
  try {
    await writeAll(stdout, text);
  } catch (error) {
    const { message, remedy } = unwritable('', error);
    const done = files.length === 0 ? '' : `, but ${count(files.length, 'batch file')} were written`;
    throw new InputError('standard output', `${message}${done}`, remedy);
  }
}

function tableOf(files: readonly PlannedFile[], listing: Listing, rows: number): string[] {
  if (files.length === 0) return [];
  const listed = files.slice(0, MAX_LISTED).map((one) => {
    const { path, part } = one;
    return [clean(path), count(part.rows, 'row'), listing.words(one), count(part.bytes, 'byte')];
  });
  const more = files.length - listed.length;
  const bytes = files.reduce((sum, { part }) => sum + part.bytes, 0);
  return [
    ...align(listed),
    ...(more === 0 ? [] : [`and ${number(more)} more`]),
    `${listing.total(files)}, ${count(rows, 'row')}, ${count(bytes, 'byte')}`,
  ];
}

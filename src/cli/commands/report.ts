import { readReport } from '../../journal/read-report.js';
import { clean } from '../../reports/text/clean.js';
import { baselineOf } from '../baseline.js';
import { EXIT, exitStatus } from '../exit-status.js';
import type { CliIo } from '../io.js';
import { assertWritable } from '../output.js';
import type { OutputFlags } from '../output-flags.js';
import { assertOwnFile } from '../own-files.js';
import { writeReports } from '../report-output.js';
import { outputSettings } from '../settings.js';
import { UsageError } from '../usage-error.js';

/** Renders a run that is over, with the exit status that its report asks for. */
export async function reportCommand(files: string[], flags: OutputFlags, io: CliIo): Promise<void> {
  const settings = outputSettings(flags);
  if (files.filter((file) => file === '-').length > 1) {
    throw new UsageError('standard input (-) can be read only once.');
  }
  for (const { path } of settings.reports) {
    await assertWritable(path);
    await assertOwnFile(
      '--report',
      path,
      settings.baseline === undefined ? files : [...files, settings.baseline],
    );
  }
  const { stdin, stderr, interruption } = io;
  const compare = await baselineOf(settings, io);
  const { report: read, torn } = await readReport(files, { stdin, stop: interruption.stop });
  for (const file of settings.quiet ? [] : torn) {
    stderr.write(`imap-preflight: ${clean(file)}: its last line was cut off and is left out.\n`);
  }
  const report = compare?.(read) ?? read;
  const written = await writeReports(report, settings, io);
  const status = exitStatus(report, settings.failOn);
  io.setStatus(status === EXIT.ok && !written ? EXIT.incomplete : status);
}

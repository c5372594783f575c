import type { JournalRun } from '../journal/event-lines.js';
import type { Report } from '../model/report.js';
import type { EventOutput } from './event-output.js';
import { FILE_LOOKS, render } from './formats.js';
import { takesLinks } from './hyperlinks.js';
import type { CliIo } from './io.js';
import { writeAll, writeFileInParts } from './output.js';
import type { OutputSettings } from './settings.js';
import { looksOf } from './terminal.js';

/** What reports of a run that has just ended know besides its report. */
export interface Origin {
  /** What the run was asked. */
  run?: JournalRun;
  /** Standard output has had its events already. */
  events?: EventOutput | undefined;
}

/** Returns false when a report could not be written; the others still are. */
export async function writeReports(
  finished: Report,
  settings: OutputSettings,
  io: CliIo,
  { run, events }: Origin = {},
): Promise<boolean> {
  const report = settings.redact ? await redacted(finished) : finished;
  const { stdout, stderr, env, platform } = io;
  const options = { full: settings.verbose, ...(run && { run }) };
  let written = true;
  for (const { path, format } of settings.reports) {
    try {
      await writeFileInParts(path, await render(report, format, { looks: FILE_LOOKS, ...options }));
    } catch (error) {
      written = false;
      stderr.write(
        `imap-preflight: ${path}: the report could not be written (${codeOf(error)}). Free some space or name another path.\n`,
      );
    }
  }
  try {
    const looks = {
      ...looksOf(stdout, env, settings.noColor, platform),
      links: await takesLinks(stdout, env),
    };
    if (events !== undefined) await events.end(report);
    else await writeAll(stdout, await render(report, settings.format, { looks, ...options }));
  } catch (error) {
    written = false;
    stderr.write(`imap-preflight: standard output could not be written (${codeOf(error)}).\n`);
  }
  if (settings.format !== 'github') return written;
  const { writeStepFiles } = await import('./step-files.js');
  return (await writeStepFiles(report, io)) && written;
}

async function redacted(report: Report): Promise<Report> {
  return new (await import('../reports/redact.js')).Redactor().report(report);
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown error';
}

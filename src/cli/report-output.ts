import type { Report } from '../model/report.js';
import { FILE_LOOKS, render } from './formats.js';
import { takesLinks } from './hyperlinks.js';
import type { CliIo } from './io.js';
import { writeAll, writeFileInParts } from './output.js';
import type { OutputSettings } from './settings.js';
import { looksOf } from './terminal.js';

/** Returns false when a report could not be written; the others still are. */
export async function writeReports(report: Report, settings: OutputSettings, io: CliIo): Promise<boolean> {
  const { stdout, stderr, env, platform } = io;
  let written = true;
  for (const { path, format } of settings.reports) {
    try {
      await writeFileInParts(path, await render(report, format, FILE_LOOKS, settings.verbose));
    } catch (error) {
      written = false;
      stderr.write(
        `imap-preflight: ${path}: the report could not be written (${codeOf(error)}). Free some space or name another path.\n`,
      );
    }
  }
  try {
    await writeAll(
      stdout,
      await render(
        report,
        settings.format,
        { ...looksOf(stdout, env, settings.noColor, platform), links: await takesLinks(stdout, env) },
        settings.verbose,
      ),
    );
  } catch (error) {
    written = false;
    stderr.write(`imap-preflight: standard output could not be written (${codeOf(error)}).\n`);
  }
  return written;
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown error';
}

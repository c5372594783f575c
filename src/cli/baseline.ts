import type { Report } from '../model/report.js';
import type { CliIo } from './io.js';
import type { OutputSettings } from './settings.js';

/**
 * Reads the earlier report that was named, before a run that may take hours. What is returned compares a report with
 * it; undefined where none was named.
 *
 * @throws {InputError} when it cannot be read or understood.
 */
export async function baselineOf(
  { baseline }: OutputSettings,
  { stdin, interruption }: CliIo,
): Promise<((report: Report) => Report) | undefined> {
  if (baseline === undefined) return undefined;
  const { readReport } = await import('../journal/read-report.js');
  const { comparedWith } = await import('../reports/compare.js');
  const { report: earlier } = await readReport([baseline], { stdin, stop: interruption.stop });
  return (report) => comparedWith(report, earlier);
}

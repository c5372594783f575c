import type { Finding } from '../model/finding.js';
import type { Report } from '../model/report.js';
import type { RunOptions } from '../run/options.js';
import { looksFor } from './asked-target.js';
import type { CliIo } from './io.js';
import type { OutputSettings } from './settings.js';

/**
 * Reads the earlier report that was named, before a run that may take hours. What is returned compares a report with
 * it; undefined where none was named. `run`: what is asked of the run, where that is known.
 *
 * @throws {InputError} when it cannot be read or understood.
 */
export async function baselineOf(
  { baseline, run }: OutputSettings & { run?: RunOptions },
  { stdin, interruption }: CliIo,
): Promise<((report: Report) => Report) | undefined> {
  if (baseline === undefined) return undefined;
  const { readReport } = await import('../journal/read-report.js');
  const { comparedWith } = await import('../reports/compare.js');
  const { report: earlier } = await readReport([baseline], { stdin, stop: interruption.stop });
  const asked = run === undefined ? undefined : (finding: Finding) => looksFor(finding, run);
  return (report) => comparedWith(report, earlier, asked);
}

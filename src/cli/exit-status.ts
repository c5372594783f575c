import type { Report } from '../model/report.js';

export type FailOn = 'error' | 'warning' | 'never';

export const EXIT = { ok: 0, findings: 1, usage: 2, incomplete: 3 } as const;

/** The status of a finished run; the same for every format. */
export function exitStatus({ totals, verdict, stages, run }: Report, failOn: FailOn): number {
  const atOrAbove =
    failOn === 'never' ? 0 : failOn === 'warning' ? totals.errors + totals.warnings : totals.errors;
  if (atOrAbove > 0) return EXIT.findings;
  const unfinished = stages.some(({ status }) => status === 'incomplete') || totals.inconclusive > 0;
  return verdict === 'incomplete' || unfinished || run.interrupted ? EXIT.incomplete : EXIT.ok;
}

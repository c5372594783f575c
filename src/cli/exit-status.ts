import { ratingOf } from '../knowledge/describe.js';
import type { Report } from '../model/report.js';

export type FailOn = 'error' | 'warning' | 'never';

export const EXIT = { ok: 0, findings: 1, usage: 2, incomplete: 3 } as const;

/** The status of a finished run; the same for every format. With a baseline the new findings alone can fail it. */
export function exitStatus(report: Report, failOn: FailOn): number {
  const { totals, verdict, stages, run } = report;
  const { errors, warnings } = report.baseline === undefined ? totals : countNew(report);
  const atOrAbove = failOn === 'never' ? 0 : failOn === 'warning' ? errors + warnings : errors;
  if (atOrAbove > 0) return EXIT.findings;
  const unfinished = stages.some(({ status }) => status === 'incomplete') || totals.inconclusive > 0;
  return verdict === 'incomplete' || unfinished || run.interrupted ? EXIT.incomplete : EXIT.ok;
}

function countNew({ findings }: Report): { errors: number; warnings: number } {
  const ratings = findings.filter(({ baseline }) => baseline === 'new').map(ratingOf);
  const errors = ratings.filter((rating) => rating === 'error').length;
  const notices = ratings.filter((rating) => rating === 'notice').length;
  return { errors, warnings: ratings.length - errors - notices };
}

import type { DryRun } from '../../model/dry-run.js';
import type { Report } from '../../model/report.js';
import type { Group } from '../groups.js';
import { clean } from './clean.js';
import { count, number } from './layout.js';
import type { Tone } from './palette.js';

/** What the run comes to, in words. */
export interface Sentence {
  tone: Tone;
  /** `Not ready`. */
  lead: string;
  /** `3 of 12 rows would fail`; empty when the lead says all. */
  rest: string;
  /** What to do next, a full sentence. */
  next: string;
}

/** Where the findings stand as seen from the sentence. */
type Whereabouts = 'above' | 'below';

export function verdictOf(
  report: Report,
  groups: readonly Group[],
  findings: Whereabouts = 'above',
): Sentence {
  if (report.run.interrupted) return interrupted(report, groups);
  if (report.dryRun !== undefined && report.verdict !== 'not-ready') return rehearsed(report.dryRun);
  switch (report.verdict) {
    case 'not-ready':
      return {
        tone: 'error',
        lead: 'Not ready',
        rest: trouble(report, groups),
        next: afterErrors(report, findings),
      };
    case 'incomplete':
      return incomplete(report, findings);
    case 'ready':
    case 'ready-with-warnings':
      return ready(report, findings);
  }
}

/** What would be tried says nothing of what would come of it. */
function rehearsed({ attempts, server }: DryRun): Sentence {
  return {
    tone: 'notice',
    lead: 'Dry run',
    rest: `${count(attempts, 'sign-in')} would be tried at ${clean(server)}; nothing was sent`,
    next: 'Run the check without --dry-run to try them.',
  };
}

function interrupted(report: Report, groups: readonly Group[]): Sentence {
  const { total, passed, failed } = report.totals.rows;
  // A run that was broken off has said nothing of the rows that it did not come to.
  const rows = Math.max(
    total,
    report.batches.reduce((sum, batch) => sum + batch.rows, 0),
  );
  const found = report.totals.errors > 0 ? `; not ready: ${trouble(report, groups)}` : '';
  const done =
    rows === 0
      ? 'before everything was checked'
      : `${number(passed + failed)} of ${count(rows, 'row')} were judged`;
  return {
    tone: report.totals.errors > 0 ? 'error' : 'inconclusive',
    lead: 'Interrupted',
    rest: done + found,
    next:
      rows === 0
        ? 'Run the check again.'
        : 'Run the check again to judge the others; with a journal, --resume goes on from what is known.',
  };
}

/** The worst first: a batch or an endpoint that is refused, then rows. */
function trouble({ totals }: Report, groups: readonly Group[]): string {
  const errors = groups.filter(({ text }) => text.severity === 'error');
  const refused = (['batch', 'endpoint'] as const).filter((effect) =>
    errors.some(({ text }) => text.effect === effect),
  );
  const { failed, total } = totals.rows;
  const parts: string[] = [];
  if (refused.length > 0) parts.push(`Exchange Online would refuse the ${refused.join(' and the ')}`);
  if (failed > 0) parts.push(`${number(failed)} of ${count(total, 'row')} would fail`);
  return parts.length > 0 ? parts.join(', and ') : `${count(totals.errors, 'error')} found`;
}

function afterErrors({ totals }: Report, findings: Whereabouts): string {
  const subject = totals.errors === 1 ? 'the error' : `the ${number(totals.errors)} errors`;
  return `Mend ${subject} ${findings}, then run the check again.`;
}

function incomplete({ totals, stages }: Report, findings: Whereabouts): Sentence {
  const { inconclusive, total } = totals.rows;
  const open = stages.filter(({ status }) => status === 'incomplete').map(({ id }) => id);
  const rest =
    inconclusive > 0
      ? `${number(inconclusive)} of ${count(total, 'row')} could not be judged`
      : open.length > 0
        ? `${open.join(', ')} could not be judged`
        : 'not everything could be checked';
  return {
    tone: 'inconclusive',
    lead: 'Incomplete',
    rest: `no error found, but ${rest}`,
    next: `See to what is listed ${findings}, then run the check again.`,
  };
}

function ready(report: Report, findings: Whereabouts): Sentence {
  const { warnings } = report.totals;
  const open = unchecked(report);
  const lead = open === '' ? 'Ready' : 'Ready as far as checked';
  const { total, passed } = report.totals.rows;
  const done = open === '' && total > 0 && passed === total ? `all ${count(total, 'row')} passed` : open;
  return {
    tone: warnings > 0 ? 'warning' : 'good',
    lead: warnings > 0 ? `${lead}, with ${count(warnings, 'warning')}` : lead,
    rest: total === 1 && open === '' ? 'the row passed' : done,
    next: afterReady(report, open !== '', findings),
  };
}

/** What the verdict does not cover; empty when every row was signed in to. */
function unchecked({ endpoint, totals: { rows } }: Report): string {
  if (rows.total === 0) return 'no rows were given';
  if (endpoint === undefined) return 'no server was given, so no sign-in was tried';
  if (rows.skipped === rows.total) return 'no sign-in was tried';
  return rows.skipped > 0 ? `${number(rows.skipped)} of ${count(rows.total, 'row')} were not tried` : '';
}

function afterReady({ endpoint, totals }: Report, partial: boolean, findings: Whereabouts): string {
  if (partial && endpoint === undefined) return 'Run the check again with --server to try the sign-ins.';
  if (partial) return 'Check the rest before you create the migration batch.';
  const look = totals.warnings > 0 ? `Read the warnings ${findings}, then create` : 'Create';
  return `${look} the migration batch in Exchange Online.`;
}

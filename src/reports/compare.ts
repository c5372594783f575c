import type { Code } from '../model/code.js';
import { type Finding, stageOf } from '../model/finding.js';
import type { Report } from '../model/report.js';
import type { StageId } from '../model/stage.js';
import { baseName, identityOf, rowIdentity } from './identity.js';
import { isAnswered } from './reached.js';
import { Redactor } from './redact.js';

/**
 * The report with its findings marked as new or unchanged, and what became of the others of an earlier one. Of two
 * reports of which one has its names shortened, the other is compared in that form. `isAsked`: whether the run could
 * have found such a finding at all.
 */
export function comparedWith(
  report: Report,
  baseline: Report,
  isAsked: (finding: Finding) => boolean = () => true,
): Report {
  const shortened = report.redacted === true || baseline.redacted === true;
  const now = shortened ? inShortForm(report) : report;
  const before = shortened ? inShortForm(baseline) : baseline;
  const left = byIdentity(before.findings);
  const findings = report.findings.map((finding, index): Finding => {
    const known = left.get(identityOf(now.findings[index] ?? finding))?.shift();
    return { ...finding, baseline: known === undefined ? 'new' : 'unchanged' };
  });
  const gone = [...left.values()].flat();
  const check = new Coverage(now, gone);
  const mended = gone.filter((finding) => isAsked(finding) && check.covers(finding));
  const added = findings.filter(({ baseline }) => baseline === 'new').length;
  return {
    ...report,
    findings,
    baseline: {
      new: added,
      unchanged: findings.length - added,
      mended: mended.map(({ baseline: _, ...finding }) => finding as Finding),
      notChecked: gone.length - mended.length,
    },
  };
}

function inShortForm(report: Report): Report {
  return report.redacted ? report : new Redactor().report(report);
}

/** Several findings may share an identity: each stands for one. */
function byIdentity(findings: readonly Finding[]): Map<string, Finding[]> {
  const found = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = identityOf(finding);
    const same = found.get(key);
    if (same === undefined) found.set(key, [finding]);
    else same.push(finding);
  }
  return found;
}

/** Nobody sees them but who measures the mailbox. */
const MEASURED: ReadonlySet<Code> = new Set([
  'mailbox/too-many-items',
  'mailbox/folder-too-many-items',
  'mailbox/message-too-large',
  'mailbox/over-target-quota',
]);

/** What a run has looked at: a finding that is not there any more is mended only there. */
class Coverage {
  readonly #files: ReadonlySet<string>;
  /** The rows that are asked about and are there, and the stages that judged them. */
  readonly #rows = new Map<string, Set<StageId | 'audit'>>();

  constructor(
    readonly report: Report,
    asked: readonly Finding[],
  ) {
    this.#files = new Set(report.batches.map(({ file }) => baseName(file)));
    const wanted = new Set(asked.flatMap((finding) => keyOf(finding) ?? []));
    if (wanted.size === 0) return;
    for (const row of report.rows) {
      const key = rowIdentity(row.file, row.row, row.emailAddress);
      if (!wanted.has(key)) continue;
      const judged = this.#rows.get(key) ?? new Set();
      for (const id of ['login', 'mailbox'] as const) if (isAnswered(row, id)) judged.add(id);
      if (row.audit !== undefined) judged.add('audit');
      this.#rows.set(key, judged);
    }
  }

  covers(finding: Finding): boolean {
    const { code, location } = finding;
    const id = stageOf(code);
    const stage = this.report.stages.find((one) => one.id === id);
    if (stage === undefined || stage.status === 'skipped') return false;
    if (location !== undefined && !this.#files.has(baseName(location.file))) return false;
    const key = keyOf(finding);
    const judged = key === undefined ? undefined : this.#rows.get(key);
    const ofRows = id === 'login' || id === 'mailbox';
    if (judged !== undefined && ofRows) return judged.has(MEASURED.has(code) ? 'audit' : id);
    // A row that is gone is mended, once the whole file has been read.
    return stage.status !== 'incomplete' || (key !== undefined && ofRows && !this.report.run.interrupted);
  }
}

function keyOf({ location, subject }: Finding): string | undefined {
  if (location?.row === undefined) return undefined;
  return rowIdentity(location.file, location.row, subject?.emailAddress ?? '');
}

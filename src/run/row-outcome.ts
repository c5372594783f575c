import type { Judgement } from '../checks/classify.js';
import { checkFolders } from '../checks/mailbox.js';
import type { LoginEvidence } from '../model/evidence.js';
import { type Finding, stageOf } from '../model/finding.js';
import type { BatchRow, RowResult, RowStatus } from '../model/row.js';
import { judgementFinding, subjectOf, type Tried } from './row-findings.js';
import type { PlannedRow } from './rows.js';
import { type Emit, type Stage, statusOf } from './stage-log.js';
import { tellRow } from './target-note.js';
import { tellableNames } from './tellable.js';

/** What a row came to. Small, since rows with equal credentials share it for as long as the run lasts. */
export interface RowOutcome {
  status: RowStatus;
  findings: readonly Finding[];
  /** The credentials were. */
  refused?: true;
  /** Absent when nobody answered. */
  folders?: number;
  ms?: number;
}

/** What one try came to. */
export function outcomeOf(
  row: BatchRow,
  judgement: Judgement,
  evidence: LoginEvidence,
  tried: Tried,
): RowOutcome {
  const found = judgementFinding(row, judgement, evidence, tried);
  const findings = found === undefined ? [] : [found];
  const { folders, ms } = evidence;
  if (evidence.list?.status !== 'OK') return { status: judgement.kind, findings, ms };
  return {
    status: judgement.kind,
    findings: [...findings, ...checkFolders(row, evidence)],
    folders: folders.length,
    ms,
  };
}

/** The outcome without what `redact` takes out of the server's words: passwords of other rows, which it may echo. */
export function redactedOutcome(outcome: RowOutcome, redact: (text: string) => string): RowOutcome {
  if (outcome.findings.length === 0) return outcome;
  return { ...outcome, findings: outcome.findings.map((finding) => redactedFinding(finding, redact)) };
}

export function redactedFinding(finding: Finding, redact: (text: string) => string): Finding {
  const { evidence, args } = finding;
  const roots = 'roots' in args ? { args: { ...args, roots: args.roots.map(redact) } } : {};
  if (evidence === undefined) return { ...finding, ...roots } as Finding;
  const { response, detail } = evidence;
  const told = {
    ...evidence,
    ...(response === undefined ? {} : { response: redact(response) }),
    ...(detail === undefined ? {} : { detail: redact(detail) }),
  };
  return { ...finding, ...roots, evidence: told } as Finding;
}

/** Reports rows of the login and mailbox stages: of what was found, that which was asked for. */
export class RowReports {
  /** Rows with an outcome. */
  told = 0;
  /** Mailboxes whose folders were read. */
  opened = 0;
  /** Rows whose mailbox was asked for and not reached, while their sign-in was not asked for. */
  unreached = 0;

  constructor(
    readonly login: Stage,
    readonly mailbox: Stage,
    readonly emit: Emit,
  ) {}

  /** `recorded`: the outcome is that of an earlier run. */
  report({ row, note, target }: PlannedRow, outcome: RowOutcome, attempts: number, recorded?: true): void {
    const { folders, ms } = outcome;
    const found = outcome.findings
      .filter((finding) => this.#stageOf(finding).asked)
      .map((finding) => ({ ...finding, ...subjectOf(row) }) as Finding);
    for (const finding of found) {
      if (recorded) this.#stageOf(finding).retell(finding);
      else this.#stageOf(finding).report(finding);
    }
    const status = this.#statusOf(outcome, found);
    this.told++;
    if (folders !== undefined) this.opened++;
    if (status !== 'passed' && !this.login.asked && found.length === 0) this.unreached++;
    const { file, line } = row;
    const result: RowResult = {
      file,
      row: row.row,
      line,
      ...tellableNames(row),
      status,
      codes: [...new Set([...(note?.codes ?? []), ...found.map(({ code }) => code)])],
      attempts,
      ...(folders === undefined ? {} : { folders }),
      ...(ms === undefined ? {} : { ms }),
    };
    tellRow(this.emit, result, target, { refused: outcome.refused, recorded });
  }

  #stageOf({ code }: Finding): Stage {
    return stageOf(code) === 'mailbox' ? this.mailbox : this.login;
  }

  /** A row is failed when an error finding names it, so not by one that nobody asked for. */
  #statusOf(outcome: RowOutcome, found: readonly Finding[]): RowStatus {
    if (found.some((finding) => statusOf(finding) === 'failed')) return 'failed';
    if (outcome.status !== 'failed') return outcome.status;
    const signedIn = outcome.findings.every(({ code }) => stageOf(code) === 'mailbox');
    return signedIn ? 'passed' : 'inconclusive';
  }
}

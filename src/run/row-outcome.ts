import { auditOf, checkAudit, checkQuota, gmailSize, withoutSizes } from '../checks/audit.js';
import type { Judgement } from '../checks/classify.js';
import { checkFolders } from '../checks/mailbox.js';
import { responseText } from '../checks/response.js';
import type { MailboxAudit } from '../model/audit.js';
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
  audit?: MailboxAudit;
  /** Why the mailbox was not measured, or not in full, where it was to be. */
  unmeasured?: string;
}

/** What one try came to. `quota`: octets that the target mailbox holds, where the mailbox was to be measured. */
export function outcomeOf(
  row: BatchRow,
  judgement: Judgement,
  evidence: LoginEvidence,
  tried: Tried,
  quota?: number,
): RowOutcome {
  const found = judgementFinding(row, judgement, evidence, tried);
  const findings = found === undefined ? [] : [found];
  const { folders, ms } = evidence;
  if (evidence.list?.status !== 'OK') return { status: judgement.kind, findings, ms };
  const outcome: RowOutcome = { status: judgement.kind, findings, folders: folders.length, ms };
  const own = { ...outcome, findings: [...findings, ...checkFolders(row, evidence)] };
  if (quota === undefined) return own;
  if (isOfAnother(row)) return { ...own, unmeasured: OTHER_MAILBOX };
  const audit = auditOf(evidence);
  const measured = audit === undefined ? [] : checkAudit(row, evidence, audit, quota);
  const unmeasured = whyUnmeasured(evidence, audit);
  return {
    ...outcome,
    findings: [...findings, ...checkFolders(row, evidence, gmailSize(evidence)), ...measured],
    ...(audit && { audit }),
    ...(unmeasured !== undefined && { unmeasured }),
  };
}

const OTHER_MAILBOX = 'UserRoot names another mailbox than the one that is opened';

/** What the sign-in for another row with equal credentials means for this one, whose target may hold more or less. */
export function outcomeFor(row: BatchRow, outcome: RowOutcome, quota: number | undefined): RowOutcome {
  const { audit, ...rest } = outcome;
  if (audit === undefined || quota === undefined) return outcome;
  const { findings } = outcome;
  if (isOfAnother(row)) return { ...rest, findings: withoutSizes(findings), unmeasured: OTHER_MAILBOX };
  const others = findings.filter(({ code }) => code !== 'mailbox/over-target-quota');
  return { ...outcome, findings: [...others, ...checkQuota(row, audit, quota)] };
}

/** The row is for a mailbox in the tree that its account sees, and not for the account's own. */
export function isOfAnother({ userRoot }: BatchRow): boolean {
  return userRoot !== undefined && userRoot.trim() !== '';
}

/** Undefined where all that the server can tell was told, or the row itself says what went wrong. */
function whyUnmeasured(
  { audit, list, examine }: LoginEvidence,
  measured: MailboxAudit | undefined,
): string | undefined {
  if (list?.status !== 'OK' || examine?.status !== 'OK') return undefined;
  if (audit?.bye !== undefined) return responseText(audit.bye);
  const sized = measured !== undefined && (measured.bytes > 0 || measured.messages === 0);
  return audit?.failure?.detail ?? (sized ? undefined : 'the server told no sizes');
}

/** The outcome without what `redact` takes out of the server's words: passwords of other rows, which it may echo. */
export function redactedOutcome(outcome: RowOutcome, redact: (text: string) => string): RowOutcome {
  const { findings, audit, unmeasured } = outcome;
  if (findings.length === 0 && audit === undefined && unmeasured === undefined) return outcome;
  return {
    ...outcome,
    findings: findings.map((finding) => redactedFinding(finding, redact)),
    ...(audit && { audit: redactedAudit(audit, redact) }),
    ...(unmeasured !== undefined && { unmeasured: redact(unmeasured) }),
  };
}

function redactedAudit(audit: MailboxAudit, redact: (text: string) => string): MailboxAudit {
  return { ...audit, folders: audit.folders.map((folder) => ({ ...folder, path: redact(folder.path) })) };
}

export function redactedFinding(finding: Finding, redact: (text: string) => string): Finding {
  const { evidence } = finding;
  const roots = stageOf(finding.code) === 'mailbox' ? { args: redactedArguments(finding.args, redact) } : {};
  if (evidence === undefined) return { ...finding, ...roots } as Finding;
  const { response, detail } = evidence;
  const told = {
    ...evidence,
    ...(response === undefined ? {} : { response: redact(response) }),
    ...(detail === undefined ? {} : { detail: redact(detail) }),
  };
  return { ...finding, ...roots, evidence: told } as Finding;
}

/** Those of a mailbox name folders. */
function redactedArguments(args: object, redact: (text: string) => string): object {
  const told = Object.entries(args).map(([name, value]: [string, unknown]) => {
    if (typeof value === 'string') return [name, redact(value)];
    return [name, Array.isArray(value) ? value.map((one) => redact(String(one))) : value];
  });
  return Object.fromEntries(told);
}

/** Reports rows of the login and mailbox stages: of what was found, that which was asked for. */
export class RowReports {
  /** Rows with an outcome. */
  told = 0;
  /** Mailboxes whose folders were read. */
  opened = 0;
  /** Mailboxes that were to be measured and were not, or not in full; the first of them and why. */
  unmeasured: { count: number; first?: string } = { count: 0 };
  /** Rows whose mailbox was asked for and not reached, while their sign-in was not asked for. */
  unreached = 0;

  constructor(
    readonly login: Stage,
    readonly mailbox: Stage,
    readonly emit: Emit,
  ) {}

  /** `recorded`: the outcome is that of an earlier run. */
  report({ row, note, target }: PlannedRow, outcome: RowOutcome, attempts: number, recorded?: true): void {
    const { folders, ms, audit } = outcome;
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
    this.#noteUnmeasured(row, outcome);
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
      ...(audit && { audit }),
    };
    tellRow(this.emit, result, target, { refused: outcome.refused, recorded });
  }

  #noteUnmeasured({ file, row }: PlannedRow['row'], { unmeasured }: RowOutcome): void {
    if (unmeasured === undefined) return;
    this.unmeasured.count++;
    this.unmeasured.first ??= `${file} row ${row}: ${unmeasured.slice(0, 160)}`;
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

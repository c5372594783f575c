import { quote } from '../knowledge/powershell.js';
import type { Code } from '../model/code.js';
import type { Finding, Subject, ToldText } from '../model/finding.js';
import type { Plan } from '../model/plan.js';
import type { Report, RowList } from '../model/report.js';
import type { RowResult } from '../model/row.js';
import type { StageResult } from '../model/stage.js';
import { Names } from './redact/names.js';

/** Members of a finding's arguments that hold a name, whatever the code. */
const NAMES: ReadonlySet<string> = new Set(['emailAddress', 'userName', 'account', 'nearest']);
/** A code whose argument `name` is that of a person, where others name a column or a batch. */
const OF_PERSON: Code = 'target/recipient-not-a-mailbox';
/** Those that hold words of a server. */
const TEXTS: ReadonlySet<string> = new Set(['roots', 'folders', 'folder', 'examples']);

/**
 * Shortens the addresses and user names of a run wherever they stand, answers of the server among them. It is done
 * before a report is rendered, so that no format can forget it; names look alike in all of them. Domains, files, rows
 * and lines stay, and so does the server.
 */
export class Redactor {
  readonly #names = new Names();

  report(report: Report): Report {
    for (const row of report.rows) this.#names.learn(row);
    const { baseline, findings, rows } = report;
    for (const { subject } of [...findings, ...(baseline?.mended ?? [])]) {
      if (subject !== undefined) this.#names.learn(subject);
    }
    const { run, verdict, batches, endpoint, dryRun, wishes, plan, stages, totals } = report;
    // Every member by its name: what the model gains is left out until somebody has thought of the names in it.
    return {
      run,
      redacted: true,
      verdict,
      batches,
      ...(endpoint && { endpoint }),
      ...(dryRun && { dryRun }),
      ...(wishes && { wishes }),
      ...(plan && { plan: this.#plan(plan) }),
      stages: stages.map((stage) => this.#stage(stage)),
      totals,
      ...(baseline && {
        baseline: { ...baseline, mended: baseline.mended.map((one) => this.#finding(one)) },
      }),
      findings: findings.map((finding) => this.#finding(finding)),
      rows: new RedactedRows(rows, (row) => this.#row(row)),
    };
  }

  #finding(finding: Finding): Finding {
    const { code, subject, evidence, told, args } = finding;
    const { response, detail } = evidence ?? {};
    return {
      ...finding,
      args: this.#args(args as Record<string, unknown>, subject, code === OF_PERSON),
      ...(told && { told: this.#told(told, subject, code === OF_PERSON) }),
      ...(subject && { subject: this.#subject(subject) }),
      ...(evidence && {
        evidence: {
          ...evidence,
          ...(response === undefined ? {} : { response: this.#names.inText(response, subject) }),
          ...(detail === undefined ? {} : { detail: this.#names.inText(detail, subject) }),
        },
      }),
    } as Finding;
  }

  #subject({ emailAddress, userName }: Subject): Subject {
    return { emailAddress: this.#names.short(emailAddress), userName: this.#names.short(userName) };
  }

  #args(args: Record<string, unknown>, own: Subject | undefined, ofPerson: boolean): Record<string, unknown> {
    const entries = Object.entries(args).map(([name, value]) => {
      const isName = NAMES.has(name) || (ofPerson && name === 'name');
      if (isName && typeof value === 'string') return [name, this.#names.short(value)];
      return [name, TEXTS.has(name) ? this.#texts(value, own) : value];
    });
    return Object.fromEntries(entries);
  }

  #texts(value: unknown, own: Subject | undefined): unknown {
    if (typeof value === 'string') return this.#names.inText(value, own);
    return Array.isArray(value) ? value.map((one) => this.#texts(one, own)) : value;
  }

  /** The arguments that went into the sentences are not known any more. */
  #told(told: ToldText, own: Subject | undefined, ofPerson: boolean): ToldText {
    const { message, cause, fix } = told;
    return {
      ...told,
      message: this.#names.inTold(message, own, ofPerson),
      cause: this.#names.inTold(cause, own),
      fix: fix.map((step) => this.#names.inTold(step, own)),
    };
  }

  #stage(stage: StageResult): StageResult {
    return stage.reason === undefined ? stage : { ...stage, reason: this.#names.inSentence(stage.reason) };
  }

  #row(row: RowResult): RowResult {
    const { audit } = row;
    if (audit === undefined) return { ...row, ...this.#subject(row) };
    const folders = audit.folders.map((one) => ({ ...one, path: this.#names.inText(one.path, row) }));
    return { ...row, ...this.#subject(row), audit: { ...audit, folders } };
  }

  #plan(plan: Plan): Plan {
    const folders = plan.exclude.flatMap(({ folder }) => {
      const short = this.#names.inText(folder);
      return [[quote(folder), quote(short)] as const, [folder, short] as const];
    });
    const withFolders = (command: string) =>
      folders.reduce((text, [folder, short]) => text.replaceAll(folder, short), command);
    return {
      ...plan,
      largest: plan.largest.map((one) => ({ ...one, emailAddress: this.#names.short(one.emailAddress) })),
      exclude: plan.exclude.map((one) => ({ ...one, folder: this.#names.inText(one.folder) })),
      notes: plan.notes.map((note) => this.#names.inSentence(withFolders(note))),
      commands: plan.commands.map((command) => this.#names.inSentence(withFolders(command))),
    };
  }
}

/** One row at a time, as the rows themselves are. */
class RedactedRows implements RowList {
  constructor(
    readonly rows: RowList,
    readonly redacted: (row: RowResult) => RowResult,
  ) {}

  get length(): number {
    return this.rows.length;
  }

  *[Symbol.iterator](): Iterator<RowResult> {
    for (const row of this.rows) yield this.redacted(row);
  }
}

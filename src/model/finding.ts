import type { Code, CodeArguments } from './code.js';
import type { StageId } from './stage.js';

/** As a report shows it. */
export type Severity = 'error' | 'warning' | 'notice';

/** As the catalogue knows it: what is `inconclusive` is shown as a warning and makes the verdict incomplete. */
export type Rating = Severity | 'inconclusive';

/** What Exchange Online will do: refuse the batch or the endpoint, leave out or fail the row, or go on. */
export type Effect = 'batch' | 'endpoint' | 'row' | 'risk';

/** Who can mend it. */
export type Owner = 'exchange-admin' | 'mail-admin' | 'network' | 'user';

/**
 * Where a finding holds. `microsoft`: for Exchange Online as well, such as what the public DNS or the server itself
 * says. `here`: it was seen from this machine, and Exchange Online may see otherwise.
 */
export type Vantage = 'here' | 'microsoft';

/** Where in a file; `row` and `line` as in `RowPlace`. Findings of a server have none. */
export interface Location {
  file: string;
  row?: number;
  line?: number;
  column?: string;
}

/** Whose mailbox it is: the names of its row, as they stand there. */
export interface Subject {
  emailAddress: string;
  userName: string;
}

/** What was seen. Texts of a server are cleaned of control characters, shortened and redacted. */
export interface Evidence {
  response?: string;
  detail?: string;
  rows?: number[];
}

/** The text of a finding as a report told it. */
export interface ToldText {
  severity: Severity;
  title: string;
  message: string;
  cause: string;
  fix: string[];
  effect: Effect;
  owner: Owner;
  vantage: Vantage;
  kb: { article: string; section: string; url: string };
}

export interface FindingOf<C extends Code> {
  code: C;
  args: CodeArguments[C];
  /** Where it comes from a report, which has the text and no arguments: `args` are those of an example. */
  told?: ToldText;
  /** Where it is not the catalogue's rating, e.g. an untrusted certificate that the endpoint will accept. */
  rating?: Rating;
  /** Where it is not what is known of the code. */
  vantage?: Vantage;
  location?: Location;
  subject?: Subject;
  evidence?: Evidence;
}

/** A code and its typed arguments, never a sentence: the text is made when a report is rendered. */
export type Finding = { [C in Code]: FindingOf<C> }[Code];

/** Builds a finding whose arguments fit its code. */
export function finding<C extends Code>(
  code: C,
  args: CodeArguments[C],
  rest: Omit<FindingOf<C>, 'code' | 'args'> = {},
): Finding {
  return { code, args, ...rest } as Finding;
}

/** The stage a code belongs to is its family. */
export function stageOf(code: Code): StageId {
  return code.slice(0, code.indexOf('/')) as StageId;
}

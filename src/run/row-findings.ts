import type { Judgement } from '../checks/classify.js';
import { responseText } from '../checks/response.js';
import { signInForm } from '../checks/sign-in-form.js';
import type { ServerId } from '../knowledge/servers.js';
import type { Code } from '../model/code.js';
import type { Answer, LoginEvidence } from '../model/evidence.js';
import { type Evidence, type Finding, type FindingOf, finding } from '../model/finding.js';
import type { BatchRow } from '../model/row.js';
import type { Stop } from './lockout.js';
import { tellableNames } from './tellable.js';

/** How often a row was tried, with what budget for each reply, and what the server is known to be. */
export interface Tried {
  attempts: number;
  seconds: number;
  software?: ServerId | undefined;
}

/** The finding that a judgement asks for; none when the row passed. */
export function judgementFinding(
  row: BatchRow,
  judgement: Judgement,
  evidence: LoginEvidence,
  tried: Tried,
): Finding | undefined {
  if (judgement.kind === 'passed') return undefined;
  const { code, provider, answer, command = 'LIST', backoffMs } = judgement;
  const { failure } = evidence;
  const phase = failure === undefined ? {} : { phase: failure.phase };
  const seconds = code === 'login/timeout' ? { seconds: tried.seconds } : {};
  const backoff = backoffMs === undefined ? {} : { backoffMs };
  const server = {
    ...(provider === undefined ? {} : { provider }),
    ...(tried.software === undefined ? {} : { software: tried.software }),
  };
  const args =
    code === 'mailbox/list-failed'
      ? { command }
      : judgement.kind === 'inconclusive'
        ? { attempts: tried.attempts, ...phase, ...seconds, ...backoff, ...server }
        : { form: signInForm(row), ...server };
  // The table of answers and the arguments above go by the same split of codes.
  return { code, args, ...subjectOf(row), ...evidenceOf(answer, failure?.detail) } as Finding;
}

export function stoppedFinding(row: BatchRow, stop: Stop): Finding {
  return finding('login/stopped', stop, subjectOf(row));
}

export function subjectOf(row: BatchRow): Pick<FindingOf<Code>, 'location' | 'subject'> {
  const { file, line } = row;
  return { location: { file, row: row.row, line }, subject: tellableNames(row) };
}

function evidenceOf(answer: Answer | undefined, detail: string | undefined): { evidence?: Evidence } {
  if (answer !== undefined) return { evidence: { response: responseText(answer) } };
  return detail === undefined ? {} : { evidence: { detail } };
}

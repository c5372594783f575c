import { type AnswerCode, knownAnswer, suggestedBackoff } from '../knowledge/answers.js';
import { isAdminForm } from '../knowledge/catalogue/words.js';
import type { ServerId } from '../knowledge/servers.js';
import type { Code } from '../model/code.js';
import type { Answer, LoginEvidence } from '../model/evidence.js';
import type { SignInForm } from '../model/row.js';

/** What one sign-in says of its row. `inconclusive`: nothing can be said of the credentials or the mailbox. */
export type Judgement =
  | { kind: 'passed' }
  | {
      kind: 'failed' | 'inconclusive';
      code: Code;
      /** Whose words the answer is in. */
      provider?: ServerId;
      /** The answer that decided; absent when there was none. */
      answer?: Answer;
      /** The command that was refused, for `mailbox/list-failed`. */
      command?: 'LIST' | 'EXAMINE';
      /** The pause the server asks for, as it says; the caller sets a limit. */
      backoffMs?: number;
    };

export interface SignInContext {
  form: SignInForm;
}

const TRANSIENT: ReadonlySet<Code> = new Set<Code>([
  'login/timeout',
  'login/dropped',
  'login/unavailable',
  'login/throttled',
  'login/too-many-connections',
]);

/** Whether another try may tell more. */
export function isTransient(code: Code): boolean {
  return TRANSIENT.has(code);
}

/** Whether the server asks for fewer connections or a slower pace. */
export function isOverload(code: Code): boolean {
  return code === 'login/too-many-connections' || code === 'login/throttled';
}

/** Passed is only who was signed in, could list the folders and open INBOX, as a migration does. */
export function classifyLogin(evidence: LoginEvidence, context: SignInContext): Judgement {
  const { login } = evidence;
  if (login === undefined) return lost(evidence);
  if (login.status === 'OK' || login.status === 'PREAUTH') return classifyMailbox(evidence, context);
  const row = knownAnswer(login);
  // Of a password that was not sent the server knows nothing, whatever it says.
  if (evidence.unsent) {
    const known = row !== undefined && isTransient(row.is);
    return judge(known ? row.is : 'login/dropped', login, row?.provider);
  }
  if (row !== undefined) return judge(row.is, login, row.provider);
  if (login.status === 'BYE') return judge('login/dropped', login);
  return judge(login.status === 'NO' ? 'login/rejected' : 'login/unavailable', login);
}

function classifyMailbox(evidence: LoginEvidence, context: SignInContext): Judgement {
  const { list, examine, noNamespace, bye } = evidence;
  if (list?.status === 'OK' && examine?.status === 'OK') return { kind: 'passed' };
  const answers = [list, examine, noNamespace, bye].filter((answer) => answer !== undefined);
  const refused = answers.filter((answer) => answer.status !== 'OK');
  for (const answer of refused) {
    const row = knownAnswer(answer);
    if (row !== undefined && mayFollowSignIn(row.is, answer)) return judge(row.is, answer, row.provider);
  }
  if (list !== undefined && isRefusal(list)) return unlisted('LIST', list, evidence, context);
  if (examine !== undefined && isRefusal(examine)) return unlisted('EXAMINE', examine, evidence, context);
  // What NAMESPACE was answered is about that command alone, where it is in no known words.
  const last = refused.find((answer) => answer !== noNamespace);
  return last === undefined ? lost(evidence) : judge('login/dropped', last);
}

/** What the server may still say of the account once it has accepted the credentials. */
function mayFollowSignIn(code: AnswerCode, answer: Answer): boolean {
  // Before, it was no word about the credentials; now it is the folders that are broken.
  if (answer.code?.toUpperCase() === 'CORRUPTION') return false;
  if (code === 'login/not-authorized' || code === 'login/imap-disabled' || isTransient(code)) return true;
  // "Invalid mailbox name" is about the command; a BYE is about the session.
  return answer.status === 'BYE' && code !== 'login/rejected';
}

function isRefusal(answer: Answer): boolean {
  return answer.status === 'NO' || answer.status === 'BAD';
}

/** A server that hides the folders of a mailbox from an administrator without rights says no more than this. */
function unlisted(
  command: 'LIST' | 'EXAMINE',
  answer: Answer,
  evidence: LoginEvidence,
  context: SignInContext,
): Judgement {
  const noRights =
    isAdminForm(context.form) &&
    ((command === 'EXAMINE' && evidence.folders.length === 0) ||
      /\b(?:permission|access) denied\b/i.test(answer.text));
  if (noRights) return judge('login/not-authorized', answer);
  return { kind: 'failed', code: 'mailbox/list-failed', answer, command };
}

/**
 * No answer; an attempt that we broke off ourselves is no evidence and must not come here. Refused or
 * unreachable is dropped too: the endpoint was proved before the rows were tried.
 */
function lost(evidence: LoginEvidence): Judgement {
  const code = evidence.failure?.kind === 'timeout' ? 'login/timeout' : 'login/dropped';
  return { kind: 'inconclusive', code };
}

function judge(code: Code, answer: Answer, provider?: ServerId): Judgement {
  const backoffMs = isTransient(code) ? suggestedBackoff(answer.text) : undefined;
  return {
    kind: isTransient(code) ? 'inconclusive' : 'failed',
    code,
    answer,
    ...(provider === undefined ? {} : { provider }),
    ...(backoffMs === undefined ? {} : { backoffMs }),
  };
}

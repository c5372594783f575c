import { expect, it } from 'vitest';
import type { Answer, LoginEvidence } from '../../src/model/evidence.js';
import { PipeliningPlan, type Plan } from '../../src/run/pipelining.js';

const OK: Answer = { status: 'OK', text: '' };
const NO: Answer = { status: 'NO', text: 'no' };
const NOTHING: LoginEvidence = { ms: 1, folders: [], namespaces: { personal: [], others: [], shared: [] } };
const PASSED: LoginEvidence = { ...NOTHING, login: OK, list: OK, examine: OK };
const LOST: LoginEvidence = {
  ...NOTHING,
  login: OK,
  failure: { kind: 'timeout', phase: 'mailbox', detail: '' },
};
const SILENT: LoginEvidence = { ...NOTHING, failure: { kind: 'timeout', phase: 'login', detail: '' } };
const REFUSED: LoginEvidence = { ...NOTHING, login: NO };
const UNLISTED: LoginEvidence = { ...PASSED, list: NO };
const BROKEN_OFF: LoginEvidence = {
  ...NOTHING,
  login: OK,
  failure: { kind: 'aborted', phase: 'mailbox', detail: '' },
};

/** Learns from a try whose credentials were not refused, or were in the words of `evidence.login`. */
function learn(
  plan: PipeliningPlan,
  how: Plan,
  evidence: LoginEvidence,
  refused = evidence.login?.status === 'NO',
) {
  return plan.learn(how, evidence, refused);
}

/** What rows that are begun at the same time are sent. */
function together(plan: PipeliningPlan, count: number): string[] {
  return Array.from({ length: count }, () => plan.next('all').pipelining);
}

/** A server of which it is known that a row got through, one command at a time. */
function begun(known: boolean | undefined): PipeliningPlan {
  const plan = new PipeliningPlan(known);
  learn(plan, plan.next('none'), PASSED);
  return plan;
}

it('goes no further before a row got through', () => {
  const plan = new PipeliningPlan(undefined);
  expect(together(plan, 30)).toEqual(Array(30).fill('none'));
  expect(learn(plan, plan.next('all'), UNLISTED)).toBeUndefined();
  expect(together(plan, 30)).toEqual(Array(30).fill('none'));
});

it('goes further with one row at a time where nothing is known, and with all once it is answered', () => {
  const plan = begun(undefined);
  const first = plan.next('all');
  expect([first.pipelining, ...together(plan, 3)]).toEqual(['mailbox', 'none', 'none', 'none']);
  expect(learn(plan, first, PASSED)).toBeUndefined();
  const second = plan.next('all');
  expect([second.pipelining, ...together(plan, 2)]).toEqual(['all', 'mailbox', 'mailbox']);
  expect(learn(plan, second, { ...PASSED, namespace: true })).toBeUndefined();
  expect(together(plan, 3)).toEqual(['all', 'all', 'all']);
  expect(plan.next('all')).toEqual({ pipelining: 'all', scout: false, namespace: true });
});

it('sends all together from the first row on where the server is known to take it', () => {
  const plan = new PipeliningPlan(true);
  const first = plan.next('all');
  expect(first).toEqual({ pipelining: 'all', scout: false, namespace: true, patience: 5 });
  learn(plan, first, PASSED);
  expect(plan.next('all').patience).toBeUndefined();
});

it('never sends anything with LOGIN where that is known to get lost', () => {
  const plan = begun(false);
  learn(plan, plan.next('all'), PASSED);
  expect(together(plan, 30)).toEqual(Array(30).fill('mailbox'));
});

it.each([
  ['behind an accepted sign-in', LOST],
  ['with the answer to LOGIN', SILENT],
])('falls back where a piece gets lost %s, and tries no more', (_, evidence) => {
  const plan = begun(undefined);
  learn(plan, plan.next('all'), PASSED);
  const scout = plan.next('all');
  expect(learn(plan, scout, evidence)).toBe('mailbox');
  expect(together(plan, 30)).toEqual(Array(30).fill('mailbox'));
});

it('falls back by steps where a known server proves to be another', () => {
  const plan = new PipeliningPlan(true);
  const [first, second] = [plan.next('all'), plan.next('all')];
  expect([learn(plan, first, LOST), learn(plan, second, LOST)]).toEqual(['mailbox', 'mailbox']);
  learn(plan, plan.next('none'), PASSED);
  const scout = plan.next('mailbox');
  expect([scout.pipelining, plan.next('mailbox').pipelining]).toEqual(['mailbox', 'none']);
  expect(learn(plan, scout, LOST)).toBe('none');
  expect(together(plan, 30)).toEqual(Array(30).fill('none'));
});

it('blames the network, and its row alone, once the server was seen to take it', () => {
  const plan = new PipeliningPlan(true);
  learn(plan, plan.next('all'), PASSED);
  expect(learn(plan, plan.next('all'), LOST)).toBe('mailbox');
  expect(learn(plan, plan.next('all'), SILENT)).toBeUndefined();
  expect(plan.next('all').pipelining).toBe('all');
  expect(plan.next('mailbox').pipelining).toBe('mailbox');
});

it('lets a goodbye stand that comes behind an accepted sign-in', () => {
  const bye: Answer = { status: 'BYE', text: 'IMAP access disabled for this account.' };
  const plan = begun(false);
  expect(learn(plan, plan.next('all'), { ...LOST, bye })).toBeUndefined();
  expect(plan.next('all').pipelining).toBe('mailbox');
});

it('lets a refusal of the sign-in stand, however it was sent', () => {
  for (const known of [true, false, undefined]) {
    const plan = new PipeliningPlan(known);
    for (let count = 0; count < 9; count += 1) {
      expect(learn(plan, plan.next('all'), REFUSED)).toBeUndefined();
      expect(learn(plan, plan.next('all'), { ...REFUSED, unsent: true })).toBeUndefined();
    }
  }
});

it('lets a refusal stand that comes as BAD or BYE', () => {
  for (const status of ['BAD', 'BYE'] as const) {
    const plan = begun(undefined);
    learn(plan, plan.next('all'), PASSED);
    const evidence = { ...NOTHING, login: { status, text: 'Authentication failed' } };
    expect(learn(plan, plan.next('all'), evidence, true)).toBeUndefined();
  }
});

it('takes refusals of EXAMINE for no proof that commands may go out together', () => {
  const plan = begun(undefined);
  const scout = plan.next('all');
  const evidence = { ...PASSED, examine: { status: 'BAD' as const, text: 'one at a time' } };
  expect([scout.pipelining, learn(plan, scout, evidence)]).toEqual(['mailbox', 'none']);
  expect(together(plan, 3)).toEqual(['mailbox', 'none', 'none']);
});

it('asks again where the first row of all that is sent together is answered oddly, three times at most', () => {
  const plan = begun(undefined);
  learn(plan, plan.next('all'), PASSED);
  for (const evidence of [UNLISTED, { ...NOTHING, login: { ...NO, status: 'BAD' as const } }, UNLISTED]) {
    const scout = plan.next('all');
    expect([scout.pipelining, learn(plan, scout, evidence)]).toEqual(['all', 'mailbox']);
  }
  expect(together(plan, 30)).toEqual(Array(30).fill('mailbox'));
});

it('believes what a known server answers', () => {
  const plan = new PipeliningPlan(true);
  expect(learn(plan, plan.next('all'), UNLISTED)).toBeUndefined();
  expect(plan.next('all').pipelining).toBe('all');
});

it('learns nothing from what was broken off', () => {
  const plan = new PipeliningPlan(true);
  expect(learn(plan, plan.next('all'), BROKEN_OFF)).toBeUndefined();
  expect(plan.next('all').pipelining).toBe('all');
});

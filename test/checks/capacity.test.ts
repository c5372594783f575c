import { expect, it } from 'vitest';
import { checkCapacity, checkUsualCapacity, judgeHold, whyUnclear } from '../../src/checks/capacity.js';
import { recogniseServer } from '../../src/knowledge/servers.js';
import type { Answer, CapacityEvidence, ConnectionFailure, HoldEvidence } from '../../src/model/evidence.js';

const [dovecot, courier, gmail] = ['Dovecot ready.', 'Courier-IMAP ready.', 'Gimap ready'].map((greeting) =>
  recogniseServer({ host: 'imap.contoso.com', greeting }),
);

function no(text: string, code?: string, status: Answer['status'] = 'NO'): Answer {
  return { status, text, ...(code === undefined ? {} : { code }) };
}

function failed(kind: ConnectionFailure['kind']): Partial<HoldEvidence> {
  return { failure: { kind, phase: 'connect', detail: 'gone' } };
}

it.each<[string, HoldEvidence, ReturnType<typeof judgeHold>]>([
  ['signed in', { phase: 'login', answer: no('in', undefined, 'OK') }, 'held'],
  ['greeted', { phase: 'greeting', answer: no('', undefined, 'OK') }, 'held'],
  ['BYE for a greeting', { phase: 'greeting', answer: no('Go away', undefined, 'BYE') }, 'turned-away'],
  ['BYE after LOGIN', { phase: 'login', answer: no('Go away', undefined, 'BYE') }, 'turned-away'],
  ['Dovecot 2.4', { phase: 'login', answer: no('Maximum number of connections', 'LIMIT') }, 'turned-away'],
  ['Cyrus', { phase: 'login', answer: no('Too many open connections (5 of 5 from host)') }, 'turned-away'],
  ['unavailable', { phase: 'login', answer: no('Later', 'UNAVAILABLE') }, 'turned-away'],
  ['throttled', { phase: 'login', answer: no('Request is throttled.') }, 'turned-away'],
  ['a wrong password', { phase: 'login', answer: no('No', 'AUTHENTICATIONFAILED') }, 'unclear'],
  ['a blocked account', { phase: 'login', answer: no('No', 'CONTACTADMIN') }, 'unclear'],
  [
    'a blocked account by BYE',
    { phase: 'login', answer: no('Login disabled for this user', undefined, 'BYE') },
    'unclear',
  ],
  ['unknown words', { phase: 'login', answer: no('Hm') }, 'unclear'],
  ['BAD', { phase: 'login', answer: no('Hm', undefined, 'BAD') }, 'unclear'],
  ['closed', { phase: 'greeting', ...failed('dropped') }, 'turned-away'],
  ['refused', { phase: 'greeting', ...failed('refused') }, 'turned-away'],
  ['silent', { phase: 'greeting', ...failed('timeout') }, 'turned-away'],
  ['no route', { phase: 'greeting', ...failed('unreachable') }, 'unclear'],
  ['another certificate', { phase: 'greeting', ...failed('tls') }, 'unclear'],
  ['garbage', { phase: 'greeting', ...failed('protocol') }, 'unclear'],
  ['nothing', { phase: 'greeting' }, 'unclear'],
])('%s', (_name, evidence, expected) => {
  expect(judgeHold(evidence)).toBe(expected);
});

function seen(over: Partial<CapacityEvidence>): CapacityEvidence {
  const answer = no('Too many connections', 'LIMIT');
  return {
    server: 'imap.contoso.com',
    asked: 30,
    held: 4,
    signedIn: true,
    end: 'limit',
    last: { phase: 'login', answer },
    ...over,
  };
}

const LOAD = { wanted: 20, superUser: true };

it('a limit below what the migration opens is a warning, and a notice from there on', () => {
  const rating = (held: number) => checkCapacity(seen({ held }), LOAD, undefined).map((one) => one.rating);
  expect([rating(4), rating(19), rating(20), rating(22)]).toEqual([
    [undefined],
    [undefined],
    ['notice'],
    ['notice'],
  ]);
});

it.each(['all-held', 'unclear', 'interrupted'] as const)('%s is no limit', (end) => {
  expect(checkCapacity(seen({ end }), LOAD, dovecot)).toEqual([]);
});

it('the setting is told where it limits what was seen', () => {
  const args = (over: Partial<CapacityEvidence>, software = dovecot) =>
    checkCapacity(seen(over), LOAD, software)[0]?.args;
  expect(args({})).toMatchObject({
    scope: 'user',
    software: 'dovecot',
    setting: 'mail_max_userip_connections',
    limit: 4,
    asked: 30,
    wanted: 20,
  });
  const early: HoldEvidence = { phase: 'greeting', ...failed('dropped') };
  expect(args({ last: early })).toMatchObject({ scope: 'address' });
  expect(args({ last: early })).not.toHaveProperty('setting');
  expect(args({ last: early }, courier)).toMatchObject({ scope: 'address', setting: 'MAXPERIP' });
  expect(args({ last: early, signedIn: false }, courier)).toMatchObject({ setting: 'MAXPERIP' });
  const cyrus = (host: string) => no(`Too many open connections (${host} from host, 3 of 50 for user)`);
  expect(args({ last: { phase: 'login', answer: cyrus('20 of 20') } })).toMatchObject({ scope: 'address' });
  expect(args({ last: { phase: 'login', answer: cyrus('3 of 20') } })).toMatchObject({ scope: 'user' });
  const byAddress = no('Too many connections from your IP address');
  expect(args({ last: { phase: 'login', answer: byAddress } })).toMatchObject({ scope: 'address' });
  // Which limit ends an old connection, or cuts a sign-in short, cannot be told.
  for (const phase of ['held', 'login'] as const) {
    expect(args({ last: { phase, ...failed('dropped') } })).toMatchObject({ scope: 'unknown' });
  }
});

it('what this machine met before a sign-in need not hold for Exchange Online', () => {
  const vantage = (last: HoldEvidence) => checkCapacity(seen({ last }), LOAD, courier)[0]?.vantage;
  expect(vantage({ phase: 'greeting', ...failed('dropped') })).toBe('here');
  expect(vantage({ phase: 'login', answer: no('Enough', 'LIMIT') })).toBeUndefined();
});

it('the words of the server are evidence', () => {
  const evidence = (last: HoldEvidence) => checkCapacity(seen({ last }), LOAD, undefined)[0]?.evidence;
  expect(evidence({ phase: 'login', answer: no('Enough', 'LIMIT') })).toEqual({
    response: 'NO [LIMIT] Enough',
  });
  expect(evidence({ phase: 'greeting', ...failed('dropped') })).toEqual({ detail: 'gone' });
});

it('what a server bears as it comes: by address for everybody, by user for one account of all', () => {
  const usual = (software: typeof dovecot, superUser: boolean, wanted = 20) =>
    checkUsualCapacity('imap.contoso.com', software, { wanted, superUser }).map(({ args }) => args);
  expect(usual(courier, false)).toMatchObject([
    { limit: 4, scope: 'address', software: 'courier', seen: false },
  ]);
  expect(usual(courier, false, 4)).toEqual([]);
  expect(usual(gmail, false)).toEqual([]);
  expect(usual(gmail, true)).toMatchObject([{ limit: 15, software: 'gmail' }]);
  expect([usual(dovecot, true), usual(undefined, true)]).toEqual([[], []]);
});

it.each<[Partial<CapacityEvidence>, string]>([
  [
    { held: 2, last: { phase: 'login', answer: no('No') } },
    'a sign-in was refused after 2 connections (NO No)',
  ],
  [
    { held: 1, last: { phase: 'held', ...failed('dropped') } },
    'connections were lost after one connection (gone)',
  ],
  [{ held: 0, last: { phase: 'greeting', ...failed('timeout') } }, 'not one could be opened (gone)'],
])('%j', (over, words) => {
  expect(whyUnclear(seen({ end: 'unclear', ...over }))).toContain(words);
});

it('a limit of each user is none where every row is its own user', () => {
  const own = (superUser: boolean, software = dovecot) =>
    checkCapacity(seen({}), { wanted: 20, superUser }, software).map(
      ({ args }) => (args as { ownAccounts?: true }).ownAccounts,
    );
  expect(own(false)).toEqual([true]);
  expect(own(true, courier)).toEqual([undefined]);
  // A master user's sessions are counted as those of the mailbox's owner.
  expect(own(true)).toEqual([true]);
});

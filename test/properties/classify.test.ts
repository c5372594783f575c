import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyLogin, isTransient, type Judgement } from '../../src/checks/classify.js';
import { knownAnswer, suggestedBackoff } from '../../src/knowledge/answers.js';
import { isCode } from '../../src/knowledge/describe.js';
import { serverProfile } from '../../src/knowledge/servers.js';
import type { Answer, ConnectionFailure, LoginEvidence } from '../../src/model/evidence.js';
import type { SignInForm } from '../../src/model/row.js';
import { clean } from '../../src/probes/clean.js';
import { decidingAnswer, KNOWN_ANSWERS } from '../support/known-answers.js';
import { PROPERTY_TIMEOUT, RUNS } from '../support/property-runs.js';

const RUN = { numRuns: RUNS };

/** Response codes that decide whatever the text says, and which way. */
const REFUSING = [
  'AUTHENTICATIONFAILED',
  'AUTHORIZATIONFAILED',
  'NOPERM',
  'EXPIRED',
  'CONTACTADMIN',
  'WEBALERT',
];
const PASSING = [
  ...['UNAVAILABLE', 'LIMIT', 'THROTTLED', 'OVERQUOTA', 'INUSE', 'SERVERBUG', 'PRIVACYREQUIRED'],
  ...['CORRUPTION', 'CLIENTBUG'],
];
/** Codes that leave it to the text, those that JavaScript knows for other reasons included. */
const SILENT = ['ALERT', 'NONEXISTENT', 'CANNOT', 'X-WHATEVER', 'CONSTRUCTOR', '__PROTO__', 'toString', ''];

const KNOWN_TEXTS = [...new Set(KNOWN_ANSWERS.map((known) => decidingAnswer(known)?.text ?? ''))];
/** Parts of what servers say, which patterns look for. */
const KNOWN_WORDS = [...new Set(KNOWN_TEXTS.flatMap((text) => text.match(/\S+/g) ?? []))];
/** Words of no meaning here, in a script that no pattern knows or in the one they know. */
const IDLE_WORDS = [
  'the',
  'Monday',
  'mail',
  'of',
  'Παρακαλώ',
  'ζ',
  '漢字',
  '🔑',
  '42',
  '--',
  '(1)',
  '…',
  '[',
  ']',
];

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 500 }),
  fc.constantFrom(...KNOWN_TEXTS),
  fc.array(fc.constantFrom(...KNOWN_WORDS, ...IDLE_WORDS), { maxLength: 40 }).map((words) => words.join(' ')),
);
const idleText = fc.array(fc.constantFrom(...IDLE_WORDS), { maxLength: 12 }).map((words) => words.join(' '));

/** In any mixture of case: bit by bit, capital or not. */
function inCase(word: string, bits: number): string {
  return [...word]
    .map((letter, at) => ((bits >> (at % 31)) & 1 ? letter.toUpperCase() : letter.toLowerCase()))
    .join('');
}

const cased = (words: readonly string[]) =>
  fc.tuple(fc.constantFrom(...words), fc.nat()).map(([word, bits]) => inCase(word, bits));

const anyCode = fc.oneof(
  fc.constant(undefined),
  fc.constantFrom(...SILENT),
  cased([...REFUSING, ...PASSING]),
  fc.string({ unit: 'binary', maxLength: 40 }),
);

function said(status: Answer['status'], text: string, code?: string): Answer {
  return { status, text, ...(code === undefined ? {} : { code }) };
}

const answerOf = (...statuses: Answer['status'][]) =>
  fc
    .tuple(fc.constantFrom(...statuses), anyText, anyCode)
    .map(([status, text, code]) => said(status, text, code));
const anyAnswer = answerOf('OK', 'NO', 'BAD', 'BYE', 'PREAUTH');

const failure = fc.record<ConnectionFailure>({
  kind: fc.constantFrom('timeout', 'dropped', 'refused', 'unreachable', 'tls', 'protocol'),
  phase: fc.constantFrom('connect', 'tls', 'greeting', 'login', 'mailbox'),
  detail: anyText,
});

const folder = fc.record({ path: anyText, delimiter: fc.constant('/'), flags: fc.constant<string[]>([]) });
const BARE = { ms: 1, folders: [], namespaces: { personal: [], others: [], shared: [] } };

/** Whatever may come of a sign-in, and more than a probe would say. */
const anyEvidence: fc.Arbitrary<LoginEvidence> = fc
  .record(
    {
      login: anyAnswer,
      list: anyAnswer,
      examine: anyAnswer,
      bye: answerOf('BYE'),
      unsent: fc.constant(true as const),
      failure,
      folders: fc.array(folder, { maxLength: 2 }),
    },
    { requiredKeys: [] },
  )
  .map((parts) => ({ ...BARE, ...parts }));

const anyForm = fc.constantFrom<SignInForm>('address', 'short-name', 'exchange-admin', 'dovecot-admin');

function judged(login: Answer, rest: Partial<LoginEvidence> = {}): Judgement {
  return classifyLogin({ ...BARE, login, ...rest }, { form: 'address' });
}

function codeOf(judgement: Judgement): string {
  return judgement.kind === 'passed' ? 'passed' : judgement.code;
}

describe('whatever a server says', () => {
  it('is judged, and what passes is never a failure', { timeout: PROPERTY_TIMEOUT }, () => {
    fc.assert(
      fc.property(anyEvidence, anyForm, (evidence, form) => {
        const judgement = classifyLogin(evidence, { form });
        if (judgement.kind === 'passed') {
          expect([evidence.login?.status, evidence.list?.status, evidence.examine?.status]).toEqual([
            expect.stringMatching(/^(?:OK|PREAUTH)$/),
            'OK',
            'OK',
          ]);
          return;
        }
        expect(isCode(judgement.code)).toBe(true);
        expect(judgement.kind).toBe(isTransient(judgement.code) ? 'inconclusive' : 'failed');
        if (judgement.provider !== undefined) expect(serverProfile(judgement.provider)).toBeDefined();
        // A failure is always somebody's word.
        if (judgement.kind === 'failed') expect(judgement.answer).toBeDefined();
        if (judgement.backoffMs !== undefined) expect(judgement.kind).toBe('inconclusive');
      }),
      RUN,
    );
  });

  it('passes with OK to LOGIN, LIST and EXAMINE', { timeout: PROPERTY_TIMEOUT }, () => {
    const ok = answerOf('OK');
    fc.assert(
      fc.property(anyEvidence, ok, ok, ok, anyForm, (evidence, login, list, examine, form) => {
        expect(classifyLogin({ ...evidence, login, list, examine }, { form })).toEqual({ kind: 'passed' });
      }),
      RUN,
    );
  });

  it('is no failure where the password was not sent', { timeout: PROPERTY_TIMEOUT }, () => {
    fc.assert(
      fc.property(answerOf('NO', 'BAD', 'BYE'), anyEvidence, anyForm, (login, evidence, form) => {
        const judgement = classifyLogin({ ...evidence, login, unsent: true }, { form });
        expect(judgement.kind).toBe('inconclusive');
      }),
      RUN,
    );
  });
});

describe('a text without known words', () => {
  it('is a refusal with NO, and tells nothing with BAD or BYE', { timeout: PROPERTY_TIMEOUT }, () => {
    const code = fc.oneof(fc.constant(undefined), cased(SILENT));
    // Without letters of the Latin script nothing can be meant.
    const foreign = fc
      .string({ unit: 'binary', maxLength: 500 })
      .map((text) => text.replace(/[A-Za-z]/g, 'ж'));
    fc.assert(
      fc.property(fc.oneof(idleText, foreign), code, (text, name) => {
        expect(judged(said('NO', text, name))).toEqual({
          kind: 'failed',
          code: 'login/rejected',
          answer: said('NO', text, name),
        });
        expect(judged(said('BAD', text, name))).toMatchObject({
          kind: 'inconclusive',
          code: 'login/unavailable',
        });
        expect(judged(said('BYE', text, name))).toMatchObject({
          kind: 'inconclusive',
          code: 'login/dropped',
        });
      }),
      RUN,
    );
  });
});

describe('a response code that decides', () => {
  const status = fc.constantFrom<Answer['status']>('NO', 'BAD', 'BYE');

  it.each([
    ['failed', REFUSING],
    ['inconclusive', PASSING],
  ] as const)('is %s, whatever the text', { timeout: PROPERTY_TIMEOUT }, (kind, codes) => {
    fc.assert(
      fc.property(status, anyText, cased(codes), (how, text, code) => {
        expect(judged(said(how, text, code)).kind).toBe(kind);
      }),
      RUN,
    );
  });

  it('keeps its class when words are put around the text', { timeout: PROPERTY_TIMEOUT }, () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...KNOWN_TEXTS),
        cased([...REFUSING, ...PASSING]),
        idleText,
        anyText,
        (text, code, before, after) => {
          const alone = judged(said('NO', text, code)).kind;
          expect(judged(said('NO', `${before} ${text} ${after}`, code)).kind).toBe(alone);
        },
      ),
      RUN,
    );
  });

  it('means the same in any case', { timeout: PROPERTY_TIMEOUT }, () => {
    const codes = fc.constantFrom(...REFUSING, ...PASSING, ...SILENT);
    fc.assert(
      fc.property(status, anyText, codes, fc.nat(), anyForm, (how, text, code, bits, form) => {
        const [one, other] = [code.toUpperCase(), inCase(code, bits)].map((name) => said(how, text, name));
        if (one === undefined || other === undefined) return;
        expect(knownAnswer(other)).toBe(knownAnswer(one));
        const after = [one, other].map((list) =>
          codeOf(classifyLogin({ ...BARE, login: said('OK', ''), list }, { form })),
        );
        expect(after[1]).toBe(after[0]);
      }),
      RUN,
    );
  });
});

describe('time', () => {
  const unit = fc.oneof(
    fc.constantFrom(...KNOWN_WORDS, ...KNOWN_TEXTS, ' ', '.', 'or ', 'too many ', 'maximum number of '),
    fc
      .array(fc.constantFrom(...KNOWN_WORDS), { minLength: 1, maxLength: 4 })
      .map((words) => `${words.join(' ')} `),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }),
  );

  function isSlow(text: string, longest: number): boolean {
    const begun = performance.now();
    look(text);
    return performance.now() - begun > longest;
  }

  /** Measured thrice before it counts, as other work may come in between. */
  function isLong(text: string, longest: number): boolean {
    return isSlow(text, longest) && isSlow(text, longest) && isSlow(text, longest);
  }

  function look(text: string): void {
    for (const status of ['NO', 'BAD', 'BYE'] as const) {
      judged(said(status, text));
      judged(said(status, text, 'AUTHENTICATIONFAILED'), { unsent: true });
      judged(said('OK', ''), { list: said(status, text) });
    }
    suggestedBackoff(text);
  }

  it('is short for a text as it is kept, and in proportion beyond', { timeout: PROPERTY_TIMEOUT }, () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 10 }), unit, (head, part) => {
        const long = head + part.repeat(Math.ceil(20_000 / Math.max(1, part.length)));
        expect([isLong(clean(long), 10), isLong(long, 200)]).toEqual([false, false]);
      }),
      { numRuns: Math.ceil(RUNS / 5) },
    );
  });
});

import { expect, it } from 'vitest';
import { realProbes } from '../../src/probes/index.js';
import { serve } from '../probes/support.js';
import { describeWithServer } from '../servers/available.js';
import { type Admission, gate } from '../servers/gate.js';
import { CLOSE, RESET, type Reply, type ScriptedOptions, wait } from '../servers/scripted.js';
import { writeCsv } from '../support/files.js';
import { csvRows, runReport, stagesOf } from './support.js';

/** One row against a port, and what the stage imap said of it. */
async function checked(port: number, options: Parameters<typeof runReport>[2] = {}, probes = {}) {
  const report = await runReport([await writeCsv(csvRows(1))], port, { timeout: 3, ...options }, probes);
  const found = report.findings.filter(({ code }) => code.startsWith('imap/'));
  return { report, found, stages: stagesOf(report) };
}

async function against(server: ScriptedOptions, options: Parameters<typeof runReport>[2] = {}) {
  const scripted = await serve(server);
  const { security } = server;
  return {
    server: scripted,
    ...(await checked(scripted.port, { ...(security && { security }), ...options })),
  };
}

/** A server that greets, and answers CAPABILITY so. */
function telling(answer: (tag: string) => Reply): ScriptedOptions {
  return { greeting: '* OK hello', commands: { CAPABILITY: ({ tag }) => answer(tag) } };
}

const UNTOLD: [string, (tag: string) => Reply, RegExp][] = [
  ['NO', (tag) => `${tag} NO [UNAVAILABLE] Try later`, /^NO \[UNAVAILABLE\] Try later$/],
  ['BAD', (tag) => `${tag} BAD what`, /^BAD what$/],
  ['nothing but OK', (tag) => `${tag} OK done`, /^OK done$/],
];

describeWithServer('capabilities that are not told', ['openssl'], () => {
  it.each(UNTOLD)(
    'by %s: it could not be told, and the sign-in is tried under TLS',
    async (_name, answer, words) => {
      const { server, report, found, stages } = await against(telling(answer));
      expect(found).toMatchObject([
        {
          code: 'imap/no-greeting',
          args: { kind: 'broke-off' },
          rating: 'inconclusive',
          evidence: { response: expect.stringMatching(words) },
        },
      ]);
      expect(stages).toMatchObject({ imap: 'incomplete', login: 'passed' });
      expect(report.verdict).toBe('incomplete');
      expect(server.logins).toHaveLength(1);
    },
  );

  it.each([
    ['not told', (tag: string) => `${tag} OK done`, /does not tell its capabilities/],
    [
      'told to no sign-in',
      (tag: string) => ['* CAPABILITY LOGINDISABLED X(1)', `${tag} OK`],
      /no way to sign in/,
    ],
  ])('where they are %s, no password goes out in the clear', async (_name, answer, reason) => {
    const { server, stages } = await against(
      { ...telling(answer), security: 'none' },
      { allowPlaintext: true },
    );
    expect(stages.login).toMatch(reason);
    expect(server.logins).toEqual([]);
  });

  it.each<[string, Reply]>([
    ['and the end', ['* BYE Too many connections', CLOSE]],
    ['and silence', '* BYE Too many connections'],
  ])('by BYE %s: it turns the connection away', async (_name, bye) => {
    const { server, report, found, stages } = await against(telling(() => bye));
    expect(found).toMatchObject([
      { code: 'imap/refused', evidence: { response: 'BYE Too many connections' } },
    ]);
    expect(stages.login).toMatch(/no usable greeting/);
    expect(report.verdict).toBe('not-ready');
    expect(server.logins).toEqual([]);
  });

  it('before STARTTLS, and told behind it', async () => {
    const { report } = await against({
      security: 'tls',
      greeting: '* OK hi',
      commands: { CAPABILITY: ({ tag }, { encrypted }) => (encrypted ? undefined : `${tag} BAD what`) },
    });
    expect(report.verdict).toBe('ready');
  });
});

describeWithServer('LOGINDISABLED among odd words', ['openssl'], () => {
  it.each([
    'IMAP4rev1 LOGINDISABLED X-FOO(1)',
    ' IMAP4rev1 LOGINDISABLED X[FOO] Y"A',
    ' IMAP4rev1  AUTH=XOAUTH2',
  ])('%j is heeded', async (capabilities) => {
    for (const greeting of ['* OK hi', `* OK [CAPABILITY ${capabilities}] hi`]) {
      const { server, found, stages } = await against({ greeting, capabilities });
      expect(found).toMatchObject([{ code: 'imap/login-disabled' }]);
      expect(stages.login).toMatch(/the server offers no way to sign in/);
      expect(server.logins).toEqual([]);
    }
  });
});

/** The probe of the stage imap, from a moment on at which the gate changes. */
function whenGreeting(change: () => void) {
  const imap: typeof realProbes.imap = (...args) => {
    change();
    return realProbes.imap(...args);
  };
  return { imap };
}

describeWithServer('a server that has had enough of connections', ['openssl'], () => {
  it.each<[number, Admission]>([
    [400, 'reset'],
    [1000, 'close'],
    [2900, 'reset'],
  ])('and takes one in %d ms is not called broken (%s)', async (gap, otherwise) => {
    const { port } = await serve();
    const before = await gate(port, (_call, since) => (since > gap ? 'pass' : otherwise));
    const report = await runReport([], before.port, { timeout: 5 });
    expect(report.verdict).not.toBe('not-ready');
    expect(stagesOf(report)).toMatchObject({ imap: 'passed' });
  });

  it.each<[string, Admission]>([
    ['resets', 'reset'],
    ['closes', 'close'],
  ])('and %s every further one could not be told', async (_name, otherwise) => {
    const { port } = await serve();
    let open = true;
    const before = await gate(port, () => (open ? 'pass' : otherwise));
    const shut = whenGreeting(() => {
      open = false;
    });
    const { report, found, stages } = await checked(before.port, {}, shut);
    expect(found).toMatchObject([
      { code: 'imap/no-greeting', args: { kind: 'not-reached' }, rating: 'inconclusive' },
    ]);
    expect(stages.login).toMatch(/the server gave no usable greeting/);
    expect(report.verdict).toBe('incomplete');
  });

  it('and listens no more could not be told', async () => {
    const { port } = await serve();
    const before = await gate(port, () => 'pass');
    const { report, found } = await checked(
      before.port,
      {},
      whenGreeting(() => before.shut()),
    );
    expect(found).toMatchObject([{ args: { kind: 'not-reached' }, rating: 'inconclusive' }]);
    expect(found[0]?.evidence?.detail).toMatch(/ECONNREFUSED/);
    expect(report.verdict).toBe('incomplete');
  });

  it('is asked again after a BYE, and heard', async () => {
    let asked = 0;
    const { port } = await serve({
      greeting: () => (asked < 3 ? ['* BYE Too many', CLOSE] : '* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi'),
    });
    const count = whenGreeting(() => {
      asked += 1;
    });
    const { report, stages } = await checked(port, { timeout: 5 }, count);
    expect(stages).toMatchObject({ imap: 'passed', login: 'passed' });
    expect(report.verdict).toBe('ready');
    expect(asked).toBe(3);
  });

  it.each<[string, Reply, object]>([
    ['BYE', ['* BYE Too many connections', CLOSE], { code: 'imap/refused' }],
    ['NO', ['* NO not today', CLOSE], { code: 'imap/refused', evidence: { response: 'NO not today' } }],
    ['hanging up', CLOSE, { code: 'imap/no-greeting', args: { kind: 'hung-up' } }],
    [
      'hanging up after the greeting',
      ['* OK hi', CLOSE],
      { code: 'imap/no-greeting', args: { kind: 'broke-off' } },
    ],
  ])('and stays at %s is an error', async (_name, greeting, expected) => {
    const { report, found, stages } = await against({ greeting });
    expect(found).toMatchObject([expected]);
    expect(stages.login).toMatch(/the server gave no usable greeting/);
    expect(report.verdict).toBe('not-ready');
  });

  it('silence is waited for once', async () => {
    let asked = 0;
    const scripted = await serve({ greeting: wait(60_000) });
    const count = whenGreeting(() => {
      asked += 1;
    });
    const { found } = await checked(scripted.port, { timeout: 0.5 }, count);
    expect(found).toMatchObject([{ code: 'imap/no-greeting', args: { seconds: 0.5 } }]);
    expect(found[0]?.args).not.toHaveProperty('kind');
    expect(asked).toBe(1);
  });
});

/** Whether a ClientHello offers TLS 1.3: extension supported_versions (43), RFC 8446 section 4.2.1. */
function offersTls13(hello: Buffer): boolean {
  const at = hello.indexOf(Buffer.from([0, 43, 0]));
  return at > 0 && hello.subarray(at, at + 16).includes(Buffer.from([3, 4]));
}

describeWithServer('a connection offers what the stage tls has seen', ['openssl'], () => {
  it('TLS 1.3 not to a server that breaks off at it', async () => {
    const { port } = await serve({ tls: { maxVersion: 'TLSv1.2' } });
    const before = await gate(port, (_call, _since, hello) => (offersTls13(hello) ? 'reset' : 'pass'), {
      reads: true,
    });
    const { report, stages } = await checked(before.port, {});
    expect(stages).toMatchObject({ imap: 'passed', login: 'passed' });
    expect(report.verdict).toBe('ready');
  });

  it('TLS 1.3 where it works', async () => {
    const { port } = await serve();
    let last = false;
    const before = await gate(
      port,
      (_call, _since, hello) => {
        last = offersTls13(hello);
        return 'pass';
      },
      { reads: true },
    );
    const { report } = await checked(before.port, {});
    expect(report.verdict).toBe('ready');
    expect(last).toBe(true);
  });
});

describeWithServer('a reset', ['openssl'], () => {
  it('after the greeting ends in an error', async () => {
    const { found } = await against({ greeting: ['* OK hi', wait(50), RESET] });
    expect(found).toMatchObject([{ code: 'imap/no-greeting', args: { kind: 'broke-off' } }]);
  });
});

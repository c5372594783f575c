import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/model/event.js';
import { finding } from '../../src/model/finding.js';
import { CHOSEN, graver, INTERRUPTED, isThwarted, Stage, skip } from '../../src/run/stage-log.js';

const ERROR = finding('login/rejected', { form: 'address' });
const UNSURE = finding('login/timeout', { attempts: 3 });
const WARNING = finding('csv/duplicate-username', { first: { file: 'users.csv', row: 1, line: 2 } });
const NOTICE = finding('csv/large-batch', { rows: 3000 });

function stage(asked = true, rows?: number) {
  const events: RunEvent[] = [];
  return { events, stage: new Stage('login', (event) => events.push(event), asked, rows) };
}

function ended(events: readonly RunEvent[]) {
  return events.flatMap((event) => (event.type === 'stage-done' ? [event.stage] : []));
}

describe('a stage', () => {
  it.each([
    [[], 'passed'],
    [[NOTICE], 'passed'],
    [[NOTICE, WARNING], 'warned'],
    [[WARNING, UNSURE], 'incomplete'],
    [[ERROR, UNSURE, WARNING], 'failed'],
  ] as const)('%#: its gravest finding decides', (findings, status) => {
    const { events, stage: one } = stage();
    one.report(...findings);
    one.end();
    expect(events.filter(({ type }) => type === 'finding')).toHaveLength(findings.length);
    expect(ended(events)).toMatchObject([{ id: 'login', status }]);
    expect(ended(events)[0]).not.toHaveProperty('reason');
  });

  it('says how many rows it works through', () => {
    expect(stage(true, 7).events).toEqual([{ type: 'stage-started', stage: 'login', rows: 7 }]);
  });

  it('may be cut short, which is no better than incomplete', () => {
    const { events, stage: one } = stage();
    one.end(INTERRUPTED);
    expect(ended(events)).toMatchObject([{ status: 'incomplete', reason: 'interrupted' }]);
    const failed = stage();
    failed.stage.report(ERROR);
    failed.stage.end(INTERRUPTED);
    expect(ended(failed.events)).toMatchObject([{ status: 'failed', reason: 'interrupted' }]);
  });

  it('may have done all that was asked of it, or turn out to have had nothing to do', () => {
    const { events, stage: one } = stage();
    one.end({ least: 'passed', reason: 'rows 1 to 2 were asked for' });
    one.end({ least: 'skipped', reason: 'no mailbox could be opened' });
    expect(ended(events)).toMatchObject([
      { status: 'passed', reason: 'rows 1 to 2 were asked for' },
      { status: 'skipped', reason: 'no mailbox could be opened', durationMs: 0 },
    ]);
  });

  it('says nothing when only its evidence is needed', () => {
    const { events, stage: one } = stage(false);
    one.report(ERROR);
    one.end(INTERRUPTED);
    expect(events).toEqual([
      {
        type: 'stage-done',
        stage: { id: 'login', status: 'skipped', reason: CHOSEN.notAsked, durationMs: 0 },
      },
    ]);
  });
});

describe('a skipped stage', () => {
  it('was left out by choice, or thwarted', () => {
    const events: RunEvent[] = [];
    for (const reason of [...Object.values(CHOSEN), 'no port is open'])
      skip((event) => events.push(event), 'tls', reason);
    expect(ended(events).filter(isThwarted)).toMatchObject([{ reason: 'no port is open' }]);
    expect(isThwarted({ id: 'tls', status: 'failed', reason: 'x', durationMs: 0 })).toBe(false);
  });
});

describe('gravity', () => {
  it.each([
    ['skipped', 'passed', 'passed'],
    ['warned', 'passed', 'warned'],
    ['warned', 'incomplete', 'incomplete'],
    ['incomplete', 'failed', 'failed'],
  ] as const)('of %s and %s', (a, b, expected) => {
    expect([graver(a, b), graver(b, a)]).toEqual([expected, expected]);
  });
});

it('a stage with findings is not called skipped, whatever was reached', () => {
  const events: RunEvent[] = [];
  const stage = new Stage('mailbox', (event) => events.push(event), true);
  stage.report(finding('mailbox/list-failed', { command: 'LIST' }));
  stage.end({ least: 'skipped', reason: 'no mailbox could be opened' });
  expect(events.at(-1)).toMatchObject({ type: 'stage-done', stage: { id: 'mailbox', status: 'failed' } });
});

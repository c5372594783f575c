import { expect, test } from 'vitest';
import { describeWithServer } from '../servers/available.js';
import { CTRL_C, CTRL_D, ENTER, runInTerminal, type Typing } from '../support/terminal.js';

const NO_COLOR = { env: { NO_COLOR: '1' } };
const SOLVED = 'Did this solve it? [y]es, [n]o, [q]uit: ';
const WHICH = '[q]uit: ';
const answers = (...typed: string[]): Typing[] => typed.map((text) => [SOLVED, text + ENTER]);

const steps = (shown: string) => shown.match(/^.{0,4} {2}\d\. .+\?$/gm)?.length ?? 0;

describeWithServer('explain on a terminal', ['script'], () => {
  test('goes step by step until one has helped', async () => {
    const { status, shown } = await runInTerminal(['explain', 'tcp/timeout'], answers('n', 'yes'), NO_COLOR);
    expect(status).toBe(0);
    expect(shown).toContain('✖ tcp/timeout');
    expect(shown).toContain('  2. Does the IMAP service run on the source?');
    expect(shown).not.toContain('  3. Does the endpoint');
    expect(shown).toContain('Good. Run `imap-preflight check` once more');
  });

  test('ends with what is left when no step has helped', async () => {
    const { status, shown } = await runInTerminal(['explain', 'slow'], answers(...'nnnnnnn'), NO_COLOR);
    expect(status).toBe(0);
    expect(steps(shown)).toBe(7);
    expect(shown).toContain('`imap-preflight explain none-of-the-above`');
  });

  test('asks again where the answer is none, and takes it in any case', async () => {
    const typing = answers('maybe', '', '5', ' NO ', 'Q');
    const { status, shown } = await runInTerminal(['explain', 'slow'], typing, NO_COLOR);
    expect(status).toBe(0);
    expect(steps(shown)).toBe(2);
    expect(shown).not.toContain('none-of-the-above');
  });

  test.each([
    ['Ctrl-C', CTRL_C, 130],
    ['Ctrl-D', CTRL_D, 0],
  ])('%s ends it quietly', async (_, key, expected) => {
    const { status, shown } = await runInTerminal(['explain', 'slow'], [[SOLVED, key]], NO_COLOR);
    expect(status).toBe(expected);
    const after = shown.slice(shown.indexOf(SOLVED) + SOLVED.length);
    // Where the cursor goes is no text.
    expect(after.replaceAll(/\u001b\[\d*G/g, '').trim()).toBe('');
  });

  test('lets choose where several things are meant', async () => {
    const message =
      "We had trouble signing in to this account. Confirm that you're using the correct user name";
    const { shown } = await runInTerminal(
      ['explain', message],
      [
        [WHICH, `3${ENTER}`],
        [SOLVED, 'q\r'],
      ],
      NO_COLOR,
    );
    expect(shown).toContain('  1. The sign-in was refused (login/rejected)');
    expect(shown).toContain('✖ login/imap-disabled');
    expect(shown).not.toContain('✖ login/rejected');
  });

  test('leads from the start to a path', async () => {
    const typing: Typing[] = [
      [WHICH, `9${ENTER}`],
      [WHICH, `2${ENTER}`],
      [WHICH, `3${ENTER}`],
      ...answers('y'),
    ];
    const { status, shown } = await runInTerminal(['explain', 'start'], typing, NO_COLOR);
    expect(status).toBe(0);
    expect(shown).toContain('› after-start');
    expect(shown).toContain('› duplicates');
  });

  test.each<[string, string[], NodeJS.ProcessEnv]>([
    ['with --all', ['--all'], {}],
    ['in CI', [], { CI: 'true' }],
    ['on a terminal that can do nothing', [], { TERM: 'dumb' }],
    ['as JSON', ['--json'], {}],
  ])('prints the whole path %s', async (_, flags, env) => {
    const { status, shown } = await runInTerminal(['explain', 'slow', ...flags], [], {
      env: { NO_COLOR: '1', ...env },
    });
    expect(status).toBe(0);
    expect(shown).not.toContain('Did this solve it?');
    expect(flags.includes('--json') ? JSON.parse(shown).steps.length : steps(shown)).toBe(7);
  });

  test('prints the whole path of a message that was typed in', async () => {
    const typing: Typing[] = [['paste', `My migration is slow${ENTER}${CTRL_D}`]];
    const { status, shown } = await runInTerminal(['explain', '-'], typing, NO_COLOR);
    expect(status).toBe(0);
    expect(shown).not.toContain('Did this solve it?');
    expect(steps(shown)).toBe(7);
  });

  test.each([60, 200])('keeps to %i columns, at most 100', async (columns) => {
    const { shown } = await runInTerminal(['explain', 'slow', '--all'], [], { columns, ...NO_COLOR });
    const lines = shown.split('\n').filter((line) => !/https?:\S+$|`imap-preflight [^`]+`$/.test(line));
    const widest = Math.max(...lines.map((line) => [...line].length));
    expect(widest).toBeLessThanOrEqual(Math.min(columns, 100));
    expect(widest).toBeGreaterThan(Math.min(columns, 100) - 12);
  });

  test('has colors there, and none with NO_COLOR', async () => {
    const painted = /\u001b\[\d+m/;
    expect((await runInTerminal(['explain', 'slow', '--all'], [])).shown).toMatch(painted);
    expect((await runInTerminal(['explain', 'slow', '--all'], [], NO_COLOR)).shown).not.toMatch(painted);
    expect((await runInTerminal(['explain', 'slow', '--all', '--no-color'], [])).shown).not.toMatch(painted);
  });
});

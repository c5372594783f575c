import { describe, expect, test } from 'vitest';
import { finding } from '../../src/model/finding.js';
import type { Report } from '../../src/model/report.js';
import { renderGithub } from '../../src/reports/github.js';
import { canonicalReport } from '../support/canonical-report.js';
import { HOSTILE, hostileReport, largeReport } from './hostile.js';
import { reportWith, totals } from './support.js';

interface Command {
  name: string;
  properties: Record<string, string>;
  message: string;
}

/** The grammar of the runner: github.com/actions/runner, src/Runner.Common/ActionCommand.cs. */
function commandOf(line: string): Command | undefined {
  if (!line.startsWith('::')) return undefined;
  const end = line.indexOf('::', 2);
  if (end < 0) return undefined;
  const [name = '', list = ''] = line.slice(2, end).split(/ (.*)/s);
  const properties = list
    .split(',')
    .filter(Boolean)
    .map((property) => {
      const [key = '', value = ''] = property.split(/=(.*)/s);
      return [key, unescaped(value.replaceAll('%3A', ':').replaceAll('%2C', ','))];
    });
  return { name, properties: Object.fromEntries(properties), message: unescaped(line.slice(end + 2)) };
}

function unescaped(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

const textOf = (report: Report) => [...renderGithub(report)].join('');

/** The commands, and the lines that are none. */
function read(report: Report) {
  const lines = textOf(report).split('\n').slice(0, -1);
  const commands = lines.flatMap((line) => commandOf(line) ?? []);
  return { commands, others: lines.filter((line) => commandOf(line) === undefined) };
}

const named = (commands: Command[], name: string) => commands.filter((command) => command.name === name);

test('the canonical report: every finding is an annotation, and the last line the verdict', () => {
  const { commands, others } = read(canonicalReport());
  expect(named(commands, 'error')).toHaveLength(7);
  expect(named(commands, 'warning')).toHaveLength(8);
  expect(named(commands, 'notice')).toHaveLength(1);
  expect(others).toEqual([
    'imap-preflight: Not ready: Exchange Online would refuse the batch, and 7 of 12 rows would fail.',
  ]);
  const refused = commands.find(({ properties }) => properties.title?.includes('(login/rejected)'));
  expect(refused?.properties).toEqual({
    file: 'users.csv',
    line: '6',
    title: 'The sign-in was refused (login/rejected)',
  });
  expect(refused?.message.split('\n')).toEqual([
    'users.csv, row 5, line 6, usere@contoso.com, usere@school.example:',
    expect.stringContaining('We had trouble signing in to this account.'),
    'Server: NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)',
    expect.stringMatching(/^Fix: /),
  ]);
});

test('what is of no file has none', () => {
  const findings = [finding('imap/plaintext', { server: 'imap.contoso.com', port: 143 })];
  const { commands } = read(reportWith({ findings, totals: totals({ errors: 1 }) }));
  expect(Object.keys(commands[0]?.properties ?? {})).toEqual(['title']);
});

describe('at most ten of a kind', () => {
  const errors = (count: number) => named(read(largeReport(count, () => 'NO')).commands, 'error');

  test('ten are shown', () => {
    expect(errors(10)).toHaveLength(10);
    expect(errors(10).every(({ message }) => message.includes('Server: NO'))).toBe(true);
  });

  test('of more the last one counts the rest', () => {
    expect(errors(11)).toHaveLength(10);
    expect(errors(11).at(-1)?.message).toMatch(/^2 more errors: /);
    expect(errors(5_000).at(-1)?.message).toMatch(/^4,991 more errors: /);
  });

  test('each group comes once before any comes twice', () => {
    const report = largeReport(30, () => 'NO');
    const stop = finding('csv/no-rows', {}, { location: { file: 'b.csv' } });
    const { commands } = read({
      ...report,
      findings: [...report.findings, stop],
      totals: totals({ errors: 31 }),
    });
    expect(commands.slice(0, 2).map(({ properties }) => properties.title)).toEqual([
      expect.stringContaining('(csv/no-rows)'),
      expect.stringContaining('(login/rejected)'),
    ]);
  });
});

test('hostile texts make no commands, and no properties', () => {
  const { commands, others } = read(hostileReport());
  expect(commands).toHaveLength(20);
  expect(others).toHaveLength(1);
  for (const { name, properties } of commands) {
    expect(['error', 'warning']).toContain(name);
    for (const key of Object.keys(properties)) expect(['file', 'line', 'title']).toContain(key);
  }
  for (const text of HOSTILE) {
    const place = {
      location: { file: text, row: 1, line: 2 },
      subject: { emailAddress: text, userName: text },
    };
    const found = finding('login/rejected', { form: 'address' }, { ...place, evidence: { response: text } });
    const one = read(reportWith({ findings: [found], totals: totals({ errors: 1 }) }));
    expect(one.commands, text).toHaveLength(1);
    expect(one.others, text).toHaveLength(1);
    expect(one.commands[0]?.message.split('\n').length, text).toBeLessThanOrEqual(4);
  }
});

test('without findings there is the verdict alone', () => {
  expect(read(reportWith()).commands).toEqual([]);
  expect(textOf(reportWith())).toMatch(/^imap-preflight: .*\.\n$/);
});

import { describe, expect, test } from 'vitest';
import { LATER_OPTIONS } from '../../../src/cli/program.js';
import { checkSettings } from '../../../src/cli/settings.js';
import { SUPPORT } from '../../../src/knowledge/catalogue/steps.js';
import { CODES, describeCode } from '../../../src/knowledge/describe.js';
import { proofsOf } from '../../../src/knowledge/troubleshooter/code-paths.js';
import { type Guide, guideTo, type Subject } from '../../../src/knowledge/troubleshooter/guide.js';
import type { PathStep } from '../../../src/knowledge/troubleshooter/path.js';
import { TOPIC_IDS, TOPICS } from '../../../src/knowledge/troubleshooter/topics.js';
import { idleProgram } from '../../support/idle-program.js';

const SUBJECTS: Subject[] = [...CODES.map((code) => ({ code })), ...TOPIC_IDS.map((topic) => ({ topic }))];
const GUIDES = SUBJECTS.map((subject) => guideTo(subject, () => true));
const LATER = LATER_OPTIONS.map((flags: string) => flags.split(' ')[0] ?? '');
const isRunnable = (line: string) => !LATER.some((option) => line.split(' ').includes(option));

describe.each(GUIDES.map((guide) => [guide.name, guide] as const))('%s', (_, guide) => {
  test('says what it is, what to check and what proves it', () => {
    for (const text of [guide.title, guide.meaning]) expect(text.trim()).not.toBe('');
    expect(guide.title).not.toMatch(/\.$/);
    expect(guide.steps.length + guide.choices.length).toBeGreaterThan(0);
    for (const { check, how, proof } of guide.steps) {
      expect(check).toMatch(/^(?:[A-Z].*\?|Mend what the code names)$/);
      expect(how.length).toBeGreaterThan(0);
      expect(new Set(how).size).toBe(how.length);
      expect(typeof proof === 'string' ? proof : `${proof.run} ${proof.shows}`).not.toMatch(/\.$|undefined/);
    }
  });

  test('is clean text of signs one column wide', () => {
    for (const line of textsOf(guide)) {
      expect(line).toBe(line.trim());
      expect(line.replaceAll('...', 'x')).not.toMatch(
        /undefined|\[object|\$\{| {2}| [.,;:](?!\w)|\.\.|—|\bEXO\b/,
      );
      expect(line).toMatch(/^[\x20-\x7e\u2026]+$/);
    }
  });
});

function textsOf({ title, meaning, message, steps, choices, last }: Guide): string[] {
  return [
    ...[title, meaning, ...message, last, ...choices.map(({ label }) => label)],
    ...steps.flatMap(({ check, how }) => [check, ...how]),
  ];
}

describe('a code', () => {
  test.each(CODES)('%s tells each of its remedies once', (code) => {
    const { steps, last } = guideTo({ code }, () => true);
    const told = [...steps.flatMap(({ how }) => how), last];
    for (const remedy of describeCode(code).fix) {
      expect(
        told.filter((sentence) => sentence === remedy),
        remedy,
      ).toHaveLength(1);
    }
  });

  test('tells first what no step of the path says, then the path with its own words', () => {
    const { steps } = guideTo({ code: 'imap/no-greeting' }, () => true);
    expect(steps.map(({ check }) => check)).toEqual([
      'Mend what the code names',
      "Does the firewall let Microsoft's datacenters reach the port?",
      'Does the IMAP service run on the source?',
      'Does the endpoint have the settings of today?',
    ]);
    expect(steps[1]?.how).toEqual([expect.stringMatching(/^Allow connections/)]);
  });

  test('ends with the way to Microsoft, like every topic', () => {
    for (const { last } of GUIDES) expect(last).toBe(SUPPORT);
  });
});

describe('a proof', () => {
  const steps: PathStep[] = TOPIC_IDS.flatMap((topic) => [...TOPICS[topic].steps]);
  const proofs = [
    ...steps.flatMap(({ proof }) => (typeof proof === 'string' ? [] : proof)),
    ...CODES.flatMap(proofsOf),
  ];
  const lines = [...new Set(proofs.map(({ run }) => run))];

  test.each(lines)('%s is a command line of this program', async (line) => {
    const named = line.match(/ --[a-z-]+/g)?.map((option) => option.trim()) ?? [];
    expect(named.filter((option) => !knownOptions().includes(option))).toEqual([]);
    if (isRunnable(line)) await expect(accepted(line)).resolves.toBe(true);
  });

  test('is sought for in a line that no version takes, and not found', async () => {
    await expect(accepted('imap-preflight check users.csv --frobnicate')).resolves.toBe(false);
    await expect(accepted('imap-preflight check users.csv --only everything')).resolves.toBe(false);
  });

  test('that this version cannot run gives way to the next', () => {
    const [, step] = guideTo({ topic: 'duplicates' }, () => true).steps;
    expect(step?.proof).toMatchObject({ run: expect.stringContaining('--audit') });
    const [, other] = guideTo({ topic: 'duplicates' }, (line) => !line.includes('--audit')).steps;
    expect(other?.proof).toMatchObject({ run: 'imap-preflight check users.csv --server imap.contoso.com' });
  });

  test('is there for every step of every code and topic in this version', () => {
    for (const subject of SUBJECTS) {
      for (const { proof } of guideTo(subject, isRunnable).steps) {
        expect(proof).not.toBe('this version has no option for it yet');
      }
    }
    expect(lines.length).toBeGreaterThan(12);
  });
});

function knownOptions(): string[] {
  const check = idleProgram().commands.find((command) => command.name() === 'check');
  return check?.options.flatMap(({ long }) => long ?? []) ?? [];
}

async function accepted(line: string): Promise<boolean> {
  const [, ...words] = line.split(' ');
  const parser = idleProgram(async (files, flags) => void checkSettings(files, flags));
  for (const command of [parser, ...parser.commands]) {
    command.exitOverride().configureOutput({ writeOut: () => {}, writeErr: () => {}, outputError: () => {} });
  }
  return parser.parseAsync(words, { from: 'user' }).then(
    () => true,
    () => false,
  );
}

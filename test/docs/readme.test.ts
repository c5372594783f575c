import { describe, expect, test } from 'vitest';
import { EXIT } from '../../src/cli/exit-status.js';
import { STAGES } from '../../src/model/stage.js';
import { runCli } from '../support/cli.js';
import { validateReport } from '../support/schema.js';
import { blocks, read } from './pages.js';

const readme = read('README.md');
const manifest = JSON.parse(read('package.json'));

describe('README.md', () => {
  test('it is short', () => {
    expect(readme.split('\n').length).toBeLessThan(300);
  });

  test('every script it runs is in package.json', () => {
    const scripts = [...readme.matchAll(/npm run ([\w-]+)/g)].map(([, name = '']) => name);
    expect(scripts).toContain('demo');
    expect(scripts.filter((name) => manifest.scripts[name] === undefined)).toEqual([]);
    expect(manifest.scripts.test).toBeDefined();
  });

  test('it names every stage in order, and every exit status', () => {
    const stages = [...readme.matchAll(/^\| `([a-z]+)` +\|/gm)].map(([, stage]) => stage);
    expect(stages).toEqual([...STAGES]);
    const statuses = [...readme.matchAll(/^\| (\d+) +\|/gm)].map(([, status]) => Number(status));
    expect(statuses).toEqual([...Object.values(EXIT), 130]);
  });

  test('the example is what the demo prints, in pieces', async () => {
    const { stdout } = await runCli(['demo'], { env: { COLUMNS: '90' } });
    const printed = settled(stdout);
    const [example = ''] = blocks(readme, 'text');
    expect(Math.max(...example.split('\n').map((line) => [...line].length))).toBeLessThanOrEqual(90);
    let from = 0;
    for (const piece of settled(example).split(/^…\n/m)) {
      const at = printed.indexOf(piece, from);
      expect(at, `the demo does not print this, or not there:\n${piece}`).toBeGreaterThanOrEqual(from);
      from = at + piece.length;
    }
  });

  test('the filter for jq finds the rows that fail', async () => {
    const filter = '.rows[] | select(.status == "failed") | [.row, .emailAddress, .codes[0]] | @tsv';
    expect(blocks(readme, 'sh').some((block) => block.includes(`jq -r '${filter}'`))).toBe(true);
    const report = JSON.parse((await runCli(['demo', '--json'])).stdout);
    expect(validateReport(report)).toEqual([]);
    // The same in JavaScript.
    const rows: { status: string; row: number; emailAddress: string; codes: string[] }[] = report.rows;
    const lines = rows
      .filter(({ status }) => status === 'failed')
      .map(({ row, emailAddress, codes }) => [row, emailAddress, codes[0]].join('\t'));
    expect(lines).toHaveLength(report.summary.rows.failed);
    expect(lines).toContain('6\tfinn.olsen@contoso.com\tlogin/app-password-required');
  });

  test('what it says of the package is so', () => {
    expect(Object.keys(manifest.exports)).toEqual(expect.arrayContaining(['.', './report.schema.json']));
    expect(readme).toContain(`Node.js ${/\d+\.\d+/.exec(manifest.engines.node)?.[0]}`);
  });
});

test('CONTRIBUTING.md has a line for each runtime dependency, with its version', () => {
  const text = read('CONTRIBUTING.md');
  const listed = [...text.matchAll(/^\| `([\w.-]+)` +\| ([\d.]+) +\|/gm)].map(([, name, version]) => [
    name,
    version,
  ]);
  expect(Object.fromEntries(listed)).toEqual(manifest.dependencies);
});

test('CHANGELOG.md has a section for this version', () => {
  const text = read('CHANGELOG.md');
  expect(text).toContain('## [Unreleased]');
  expect(text).toContain(`## [${manifest.version}]`);
});

/** Ports, times, days left and the cipher may be others the next time. */
function settled(text: string): string {
  return text
    .replace(/localhost:\d+/g, 'localhost:PORT')
    .replace(/Ports( +)\d+ open/g, 'Ports$1PORT open')
    .replace(/\b\d[\d,.]* (?:ms|s|min)\b/g, 'TIME')
    .replace(/\([\d,]+ days left\)/g, '(DAYS left)')
    .replace(/\bECDHE-[A-Z0-9-]+/g, 'CIPHER');
}

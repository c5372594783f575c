import { access, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { EXIT } from '../../src/cli/exit-status.js';
import { LATER_FORMATS } from '../../src/cli/formats.js';
import { createProgram, LATER_OPTIONS } from '../../src/cli/program.js';
import { checkSettings } from '../../src/cli/settings.js';
import { CODES, describeCode } from '../../src/knowledge/describe.js';
import { STAGES } from '../../src/model/stage.js';
import { runCli } from '../support/cli.js';
import { writeTemporary } from '../support/files.js';
import { validateReport } from '../support/schema.js';
import { codesReference, productOf, readmeParts, withParts } from '../support/write-docs.js';
import { errorsOf } from './library-example.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const DOCUMENTS = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'docs/codes.md'];

const read = (path: string) => readFile(join(ROOT, path), 'utf8');
const readme = await read('README.md');
const manifest = JSON.parse(await read('package.json'));

const idle = async () => {};
const program = (check: Parameters<typeof createProgram>[0]['check'] = idle) =>
  createProgram({
    check,
    split: idle,
    fix: idle,
    report: idle,
    demo: idle,
    explain: idle,
    codes: idle,
  });

describe('what is generated', () => {
  const later = { options: LATER_OPTIONS, formats: LATER_FORMATS };
  const folder = new URL('../../src/', import.meta.url);
  const product = productOf({ program: program(), CODES, describeCode, later, folder });
  const mend = 'the program says otherwise: npm run docs';

  test('README.md agrees with the program', () => {
    expect(readme, mend).toBe(withParts(readme, readmeParts(product)));
  });

  test('docs/codes.md agrees with the catalogue', async () => {
    expect(await read('docs/codes.md'), mend).toBe(codesReference(product));
  });

  test('a difference is seen, and a lost marker too', () => {
    const [first, ...rest] = product.options;
    expect(first?.flags).toBe('--server <fqdn>');
    expect(withParts(readme, readmeParts({ ...product, options: rest }))).not.toBe(readme);
    expect(withParts(readme, readmeParts({ ...product, codes: [] }))).not.toBe(readme);
    expect(() => withParts('', readmeParts(product))).toThrow('options:begin');
  });
});

describe('README.md', () => {
  test('every option it names exists', () => {
    const commands = program().commands.flatMap((command) => command.options);
    const known = ['--help', '--version', ...commands.map(({ long }) => long)];
    const named = readme.match(/(?<![\w-])--[a-z][a-z-]*/g) ?? [];
    expect(named.length).toBeGreaterThan(40);
    expect([...new Set(named)].filter((option) => !known.includes(option))).toEqual([]);
  });

  test('every command line it shows is accepted', async () => {
    const shown = commandLines(`${blocks('sh').join('\n')}\n${blocks('yaml').join('\n')}`);
    expect(shown.length).toBeGreaterThan(9);
    for (const words of shown) await expect(accepted(words), words.join(' ')).resolves.toBe(true);
    await expect(accepted(['check', 'users.csv', '--servre', 'x'])).resolves.toBe(false);
    await expect(accepted(['check', 'users.csv', '--format', 'html'])).resolves.toBe(false);
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
    const [example = ''] = blocks('text');
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
    expect(blocks('sh').some((block) => block.includes(`jq -r '${filter}'`))).toBe(true);
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

  test('the library example is the one that is compiled here, and works', async () => {
    const example = (await read('test/docs/library-example.ts')).replace('../../src/index.js', manifest.name);
    expect(blocks('ts')).toEqual([example]);
    const file = await writeTemporary('users.csv', 'EmailAddress,UserName,Password\na@contoso.com,a,b,c\n');
    const errors = await errorsOf({ files: [file] });
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(/^1\tcsv\/wrong-column-count\t/);
  });

  test('what it says of the package is so', () => {
    expect(Object.keys(manifest.exports)).toEqual(expect.arrayContaining(['.', './report.schema.json']));
    expect(readme).toContain(`Node.js ${/\d+\.\d+/.exec(manifest.engines.node)?.[0]}`);
  });
});

test.each(DOCUMENTS)('%s: every link within the repository leads somewhere', async (document) => {
  const text = await read(document);
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  for (const link of links.filter((link) => !/^https?:/.test(link))) {
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? document : join(dirname(document), path);
    await expect(access(join(ROOT, target)), `${document}: ${link}`).resolves.toBeUndefined();
    if (anchor !== undefined) expect(anchors(await read(target)), `${document}: ${link}`).toContain(anchor);
  }
  expect(text).not.toMatch(/\]\(http:/);
});

test('CONTRIBUTING.md has a line for each runtime dependency, with its version', async () => {
  const text = await read('CONTRIBUTING.md');
  const listed = [...text.matchAll(/^\| `([\w.-]+)` +\| ([\d.]+) +\|/gm)].map(([, name, version]) => [
    name,
    version,
  ]);
  expect(Object.fromEntries(listed)).toEqual(manifest.dependencies);
});

test('CHANGELOG.md has a section for this version', async () => {
  const text = await read('CHANGELOG.md');
  expect(text).toContain('## [Unreleased]');
  expect(text).toContain(`## [${manifest.version}]`);
});

/** The contents of the fenced blocks of a language. */
function blocks(language: string): string[] {
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(
    ([, text = '']) => text,
  );
}

/** The arguments of each call of the program; redirections, pipes and comments cut off. */
function commandLines(text: string): string[][] {
  // A folded scalar is one line, and what a workflow or a shell puts in is a number.
  const plain = text.replaceAll(/\$\{\{ matrix\.shard \}\}|\$n\b/g, '1').replaceAll(/\n\s+(?=--)/g, ' ');
  const calls = [
    ...plain.matchAll(/^\s*(?:imap-preflight|(?:- run: )?node bin\/imap-preflight\.js) (.*)$/gm),
  ];
  return calls.map(([, line = '']) => {
    const words = line.match(/"[^"]*"|\S+/g) ?? [];
    const end = words.findIndex((word) => ['|', '<', '>', '#'].includes(word));
    return words.slice(0, end < 0 ? words.length : end).map((word) => word.replace(/^"|"$/g, ''));
  });
}

/** Whether the command line is one that the program takes, values and all. */
async function accepted(words: readonly string[]): Promise<boolean> {
  let settings: unknown;
  const fake = program(async (files, flags) => {
    settings = checkSettings(files, flags);
  });
  for (const command of [fake, ...fake.commands]) {
    command.exitOverride().configureOutput({ writeOut: () => {}, writeErr: () => {}, outputError: () => {} });
  }
  try {
    await fake.parseAsync([...words], { from: 'user' });
    return words[0] !== 'check' || settings !== undefined;
  } catch (error) {
    return (error as { exitCode?: number }).exitCode === 0;
  }
}

/** Ports, times, days left and the cipher may be others the next time. */
function settled(text: string): string {
  return text
    .replace(/localhost:\d+/g, 'localhost:PORT')
    .replace(/Ports( +)\d+ open/g, 'Ports$1PORT open')
    .replace(/\b\d[\d,.]* (?:ms|s|min)\b/g, 'TIME')
    .replace(/\([\d,]+ days left\)/g, '(DAYS left)')
    .replace(/\bECDHE-[A-Z0-9-]+/g, 'CIPHER');
}

/** The anchors that GitHub gives to headings. */
function anchors(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^a-z0-9_ -]/g, '')
      .replaceAll(' ', '-'),
  );
}

import { readdirSync, readFileSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

// The parts of the documentation that the program itself knows. Plain JavaScript, which builds what it needs of the
// program; the tests call the same functions with the sources.

const ROOT = new URL('../../', import.meta.url);

const INCONCLUSIVE = 'warning (could not tell)';

/** The generated parts of the README, by the name in their markers. */
export function readmeParts(product) {
  return {
    options: optionsTable(product.options),
    later: laterList(product),
    codes: codesTable(product),
  };
}

/**
 * Everything that documentation is generated from. `program` is what `createProgram` returns, `folder` the URL of the
 * sources or of what was built from them.
 */
export function productOf({ program, CODES, describeCode, later, folder }) {
  const check = program.commands.find((command) => command.name() === 'check');
  const raised = raisingFiles(folder).map((url) => readFileSync(url, 'utf8'));
  return {
    options: check.options.filter((option) => !option.hidden),
    codes: CODES.map((code) => ({ code, ...describeCode(code) })),
    unraised: CODES.filter((code) => !raised.some((text) => text.includes(`'${code}'`))),
    later,
  };
}

/** Where a code must be named for a run to raise it: the checks, the run, and what is known of servers' answers. */
function raisingFiles(folder) {
  return ['checks', 'run', 'knowledge'].flatMap((name) => {
    const within = new URL(`${name}/`, folder);
    const files = readdirSync(within).filter((file) => /(?<!\.d)\.[jt]s$/.test(file));
    return files.map((file) => new URL(file, within));
  });
}

function optionsTable(options) {
  const rows = options.map(({ flags, description, defaultValue }) => {
    const inText = / \(default: ([^)]*)\)/.exec(description);
    // `--no-color` has a default of true, which says nothing.
    const fallback = typeof defaultValue === 'string' ? defaultValue : inText?.[1];
    const text = inText === null ? description : description.replace(inText[0], '');
    return [`\`${flags}\``, sentence(text), fallback === undefined ? '' : `\`${fallback}\``];
  });
  return table(['Option', 'Meaning', 'Default'], rows);
}

function laterList({ later: { options, formats }, codes, unraised }) {
  const list = (names) => names.map((name) => `\`${name}\``).join(', ');
  const names = options.map((flags) => flags.split(' ')[0]);
  const ahead = codes.filter(({ fix }) => names.some((name) => fix.some((step) => step.includes(name))));
  const parts = [
    ['Options', list(options)],
    ['Formats', list(formats)],
    ['Codes that no check raises yet', list(unraised)],
    ['Codes with a fix that names one of these options', list(ahead.map(({ code }) => code))],
  ];
  return parts
    .filter(([, names]) => names !== '')
    .map(([head, names]) => `- ${head}: ${names}.`)
    .join('\n');
}

function codesTable({ codes }) {
  const rows = codes.map(({ code, rating, severity, title, effect, owner }) => [
    `[\`${code}\`](docs/codes.md#${anchor(code)})`,
    rating === 'inconclusive' ? INCONCLUSIVE : severity,
    escaped(title),
    effect,
    owner,
  ]);
  return table(['Code', 'Severity', 'Title', 'Effect', 'Owner'], rows);
}

/** The whole of docs/codes.md. */
export function codesReference({ codes }) {
  const sections = codes.map(({ code, rating, severity, title, message, cause, fix, effect, owner, kb }) => {
    const facts = [
      `Severity: ${rating === 'inconclusive' ? INCONCLUSIVE : severity}`,
      `effect: ${effect}`,
      `owner: ${owner}`,
    ];
    return [
      `## ${code}`,
      `**${escaped(title)}.** ${facts.join(' · ')}.`,
      message
        .split('\n')
        .map((line) => `> ${escaped(line)}`)
        .join('\n'),
      escaped(cause),
      fix.map((step, index) => `${index + 1}. ${escaped(step)}`).join('\n'),
      `See [${escaped(kb.section)}](${kb.url}).`,
    ].join('\n\n');
  });
  return `${[CODES_HEAD, ...sections].join('\n\n')}\n`;
}

const CODES_HEAD = `# Codes

<!-- Written by \`npm run docs\` from the catalogue. Do not edit. -->

Every code that a finding can have, with what Exchange Online says or what was found, the cause, what to do, and
the section of Microsoft's article that it follows. \`imap-preflight explain <code>\` shows the same. The names and
numbers are examples. Severity is the usual one: some codes are graver or milder, as the case is.`;

/** GitHub's anchor of a heading that is a code. */
function anchor(code) {
  return code
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');
}

/** Puts the parts between their markers. */
export function withParts(text, parts) {
  return Object.entries(parts).reduce((whole, [name, part]) => {
    const begin = `<!-- ${name}:begin -->`;
    const end = `<!-- ${name}:end -->`;
    const from = whole.indexOf(begin);
    const to = whole.indexOf(end);
    if (from < 0 || to < from) throw new Error(`the markers ${begin} and ${end} are not there`);
    return `${whole.slice(0, from + begin.length)}\n\n${part}\n\n${whole.slice(to)}`;
  }, text);
}

/** Laid out as Biome lays it out. */
function table(head, rows) {
  const cells = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => row[column].length)));
  const line = (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  const [first, ...others] = cells.map(line);
  return [first, line(widths.map((width) => '-'.repeat(width))), ...others].join('\n');
}

/** A value that is explained keeps its case. */
function sentence(text) {
  return escaped(/^\w+:/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1));
}

/** What Markdown would take for its own, outside code. */
function escaped(text) {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : part.replace(/[\\<*]/g, '\\$&')))
    .join('');
}

/** Beside the manifest, which the program reads its version from. */
const BUILT = new URL('.docs-build/', ROOT);

async function build() {
  const entries = ['knowledge/describe', 'cli/program', 'cli/formats'];
  const input = entries.map((entry) => fileURLToPath(new URL(`src/${entry}.ts`, ROOT)));
  const bundle = await rolldown({ input, platform: 'node', external: /^[^./]/ });
  await bundle.write({ dir: fileURLToPath(BUILT), format: 'esm' });
  return Promise.all(['describe', 'program', 'formats'].map((name) => import(new URL(`${name}.js`, BUILT))));
}

async function main() {
  try {
    const [{ CODES, describeCode }, { createProgram, LATER_OPTIONS }, { LATER_FORMATS }] = await build();
    const later = { options: LATER_OPTIONS, formats: LATER_FORMATS };
    const folder = new URL('src/', ROOT);
    const product = productOf({ program: createProgram({}), CODES, describeCode, later, folder });
    const readme = new URL('README.md', ROOT);
    await write(readme, withParts(await readFile(readme, 'utf8'), readmeParts(product)));
    await write(new URL('docs/codes.md', ROOT), codesReference(product));
  } finally {
    await rm(BUILT, { recursive: true, force: true });
  }
}

async function write(url, text) {
  const before = await readFile(url, 'utf8').catch(() => '');
  const path = fileURLToPath(url).slice(fileURLToPath(ROOT).length);
  process.stdout.write(`${path}: ${before === text ? 'unchanged' : 'written'}\n`);
  if (before !== text) await writeFile(url, text);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

// The house: who may import whom, what only one place may touch, and how long a file may get. The sources are read
// by a small scanner, without the compiler; what it cannot see is said where it looks.

/** Source text by its path from src. */
type Sources = Record<string, string>;

interface Rule {
  /** Folders of src, or `version`. */
  layers: readonly string[];
  packages?: readonly string[];
  /** Modules of Node; sockets are a rule of their own. */
  node?: 'any' | readonly string[];
}

const BELOW_CLI = [
  ...[
    'model',
    'knowledge',
    'batch',
    'tenant',
    'probes',
    'checks',
    'mend',
    'plan',
    'run',
    'journal',
    'reports',
    'demo',
    'version',
  ],
];

/** By layer: the first folder of a path, or the name of a file that stands in src itself. */
const HOUSE: Record<string, Rule> = {
  model: { layers: [] },
  knowledge: { layers: ['model'], packages: ['fastest-levenshtein'] },
  batch: { layers: ['model'], packages: ['csv-parse', 'fastest-levenshtein'], node: 'any' },
  tenant: { layers: ['model', 'knowledge', 'batch'] },
  probes: { layers: ['model'], packages: ['imapflow'], node: 'any' },
  checks: { layers: ['model', 'knowledge'], packages: ['validator', 'ipaddr.js', 'fastest-levenshtein'] },
  mend: { layers: ['model', 'knowledge', 'batch', 'checks'] },
  plan: { layers: ['model', 'knowledge', 'batch'], node: ['node:path/posix'] },
  run: {
    layers: ['model', 'knowledge', 'batch', 'tenant', 'probes', 'checks', 'plan'],
    // To tell an address from a name, and to let many connections share one signal.
    packages: ['ipaddr.js'],
    node: ['node:events'],
  },
  journal: {
    layers: ['model', 'knowledge', 'batch', 'plan', 'run'],
    node: ['node:buffer', 'node:fs', 'node:fs/promises'],
  },
  reports: {
    layers: ['model', 'knowledge', 'plan'],
    packages: ['chalk', 'string-width', 'wrap-ansi'],
    // Hashes of the style and the script of the HTML report.
    node: ['node:crypto'],
  },
  demo: { layers: ['model'], node: 'any' },
  version: { layers: [], node: ['node:fs'] },
  cli: { layers: BELOW_CLI, packages: ['commander', 'ora', 'supports-hyperlinks'], node: 'any' },
  index: { layers: BELOW_CLI },
  main: { layers: ['cli', 'version'] },
};

const SOCKET_MODULES = ['node:net', 'node:tls', 'node:dns', 'node:dns/promises', 'node:http', 'node:https'];
const SOCKET_LAYERS = ['probes', 'demo'];
/** Imports of a socket module that open nothing. */
const SOCKET_EXCEPTIONS: Record<string, string> = { 'cli/settings.ts': "import { isIP } from 'node:net'" };

/** The one use of `process` outside the command line: permission bits mean nothing on Windows. */
const PROCESS_EXCEPTIONS: Record<string, string> = { 'batch/source.ts': 'process.platform' };

/** Files that name each other's types, and nothing that exists at run time. */
const TYPE_CYCLES = ['model/code.ts model/row.ts'];

const REVEALED_IN = 'probes/imap/login.ts';
const MAX_FILE_LINES = 350;
const MAX_FUNCTION_LINES = 60;

describe('the house', () => {
  const sources = readSources();
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

  test('is all seen', () => {
    expect(Object.keys(sources).length).toBeGreaterThan(80);
    expect([...new Set(Object.keys(sources).map(layerOf))].sort()).toEqual(Object.keys(HOUSE).sort());
    expect(importsOf(sources['cli/progress.ts'] ?? '')).toContainEqual({ specifier: 'ora', typeOnly: false });
    // Laid out as Biome lays them out, they can also be counted by the line.
    const missed = Object.entries(sources).flatMap(([path, text]) => {
      const seen = importsOf(text).map(({ specifier }) => specifier);
      const lines = [...text.matchAll(/^(?:import|\}|export) .*\bfrom '([^']+)';$/gm)];
      return lines.filter(([, specifier]) => !seen.includes(specifier)).map(([line]) => `${path}: ${line}`);
    });
    expect(missed).toEqual([]);
  });

  test.each([
    ['imports go one way', importProblems],
    ['only probes and the demo know sockets', socketProblems],
    ['only the command line knows process', processProblems],
    ['a password is revealed in one file', revealProblems],
    [`no file is over ${MAX_FILE_LINES} lines, no function over ${MAX_FUNCTION_LINES}`, lengthProblems],
  ])('%s', (_, problems) => {
    expect(problems(sources)).toEqual([]);
  });

  test('there are no cycles, except of types that are named here', () => {
    expect(cycles(sources, { types: false })).toEqual([]);
    expect(cycles(sources, { types: true })).toEqual(TYPE_CYCLES);
  });

  test('the exceptions are still needed', () => {
    for (const [path, text] of Object.entries({ ...SOCKET_EXCEPTIONS, ...PROCESS_EXCEPTIONS })) {
      expect(sources[path]).toContain(text);
    }
  });

  test('every runtime dependency is used, pinned, and no other package is', () => {
    const used = Object.values(sources).flatMap((text) =>
      importsOf(text).flatMap(({ specifier }) => packageOf(specifier) ?? []),
    );
    expect([...new Set(used)].sort()).toEqual(Object.keys(manifest.dependencies).sort());
    for (const version of Object.values(manifest.dependencies)) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  });
});

describe('the checker itself', () => {
  test.each<[string, Sources, string]>([
    [
      'an import upward',
      { 'model/a.ts': "import { x } from '../checks/b.js';", 'checks/b.ts': '' },
      'model/a.ts',
    ],
    ['a module of Node in the model', { 'model/a.ts': "import { join } from 'node:path';" }, 'model/a.ts'],
    ['a package in the model', { 'model/a.ts': 'export * from "chalk";' }, 'model/a.ts'],
    [
      'a type from above',
      { 'model/a.ts': "import type { X } from '../cli/io.js';", 'cli/io.ts': '' },
      'model',
    ],
    ['a node module in a check', { 'checks/a.ts': "import fs from 'fs';" }, 'checks/a.ts'],
    [
      'a probe in a check',
      { 'checks/a.ts': "const x = await import('../probes/b.js');", 'probes/b.ts': '' },
      'checks',
    ],
    ['an import over two lines', { 'run/a.ts': "import {\n  a,\n  b,\n} from 'commander';" }, 'commander'],
    ['an import without names', { 'reports/a.ts': "import 'ora';" }, 'ora'],
    ['csv-parse elsewhere', { 'run/a.ts': "import { parse } from 'csv-parse/sync';" }, 'csv-parse'],
    ['imapflow elsewhere', { 'cli/a.ts': "import type { X } from 'imapflow';" }, 'imapflow'],
    [
      'the command line in the library',
      { 'index.ts': "export * from './cli/a.js';", 'cli/a.ts': '' },
      'index',
    ],
    ['main from below', { 'cli/a.ts': "import '../main.js';", 'main.ts': '' }, 'cli/a.ts'],
    ['a file that is not there', { 'cli/a.ts': "import './gone.js';" }, 'gone'],
    ['a specifier that is computed', { 'cli/a.ts': 'await import(name);' }, 'computed'],
    [
      'a type asked for in place',
      { 'model/a.ts': "type X = import('../run/b.js').X;", 'run/b.ts': '' },
      'run/b',
    ],
    ['a folder without a rule', { 'extra/a.ts': '' }, 'extra'],
  ])('sees %s', (_, sources, part) => {
    expect(importProblems(sources).join('\n')).toContain(part);
  });

  test.each<[string, Sources]>([
    ['a comment', { 'model/a.ts': "// import x from 'chalk';\n/* export * from 'ora'; */" }],
    ['a string', { 'model/a.ts': 'const text = "import x from \'chalk\'";' }],
    [
      'a slash in a pattern',
      { 'model/a.ts': "const a = /['\"]/;\nimport type { B } from './b.js';", 'model/b.ts': '' },
    ],
    ['a rule that allows it', { 'batch/a.ts': "import { parse } from 'csv-parse/sync';\nimport 'node:fs';" }],
  ])('is not misled by %s', (_, sources) => {
    expect(importProblems(sources)).toEqual([]);
  });

  test('sees sockets', () => {
    expect(socketProblems({ 'run/a.ts': "import { connect } from 'node:tls';" })).toHaveLength(1);
    expect(socketProblems({ 'cli/a.ts': "import net from 'net';" })).toHaveLength(1);
    expect(socketProblems({ 'cli/settings.ts': "import { connect } from 'node:net';" })).toHaveLength(1);
    expect(socketProblems({ 'run/a.ts': 'await fetch(url);' })).toHaveLength(1);
    expect(socketProblems({ 'probes/a.ts': "import { connect } from 'node:tls';" })).toEqual([]);
  });

  test('sees process', () => {
    expect(processProblems({ 'run/a.ts': 'if (process.env.CI) go();' })).toHaveLength(1);
    expect(processProblems({ 'run/a.ts': "import { env } from 'node:process';" })).toHaveLength(1);
    expect(processProblems({ 'run/a.ts': 'globalThis.process.exit();' })).toHaveLength(1);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text.
    expect(processProblems({ 'run/a.ts': 'const a = `${process.pid}`;' })).toHaveLength(1);
    expect(processProblems({ 'batch/source.ts': 'process.platform; process.env.X;' })).toHaveLength(1);
    expect(processProblems({ 'cli/a.ts': 'process.exit();', 'main.ts': 'process.argv;' })).toEqual([]);
    expect(processProblems({ 'checks/a.ts': 'ipaddr.process(x); // the process\n"process";' })).toEqual([]);
  });

  test('sees a password revealed', () => {
    expect(revealProblems({ 'run/a.ts': 'x(password.reveal());' })).toHaveLength(1);
    expect(revealProblems({ 'run/a.ts': "x(password['reveal']());" })).toHaveLength(1);
    expect(revealProblems({ 'run/a.ts': 'const { reveal } = password;' })).toHaveLength(1);
    expect(revealProblems({ [REVEALED_IN]: 'x(password.reveal());', 'run/a.ts': '// reveal' })).toEqual([]);
  });

  test('sees cycles', () => {
    const two = { 'run/a.ts': "import './b.js';", 'run/b.ts': "export { x } from './a.js';" };
    expect(cycles(two, { types: false })).toEqual(['run/a.ts run/b.ts']);
    const three = { ...two, 'run/b.ts': "import './c.js';", 'run/c.ts': "await import('./a.js');" };
    expect(cycles(three, { types: false })).toEqual(['run/a.ts run/b.ts run/c.ts']);
    const types = { ...two, 'run/b.ts': "import type { X } from './a.js';" };
    expect(cycles(types, { types: false })).toEqual([]);
    expect(cycles(types, { types: true })).toEqual(['run/a.ts run/b.ts']);
    expect(cycles({ 'run/a.ts': "import './b.js';", 'run/b.ts': '' }, { types: true })).toEqual([]);
  });

  test('measures files and functions', () => {
    const body = '  step();\n'.repeat(MAX_FUNCTION_LINES);
    const long = [
      `function a() {\n${body}}`,
      `const a = async (x: string) => {\n${body}};`,
      `class A {\n  b(): void {\n${body}}\n}`,
      `class A {\n  b(c: C): Promise<{ d?: D; e: E[] }> {\n${body}}\n}`,
      `function a(): Map<string, B> {\n${body}}`,
      `function a(x: X): x is Y {\n${body}}`,
    ];
    for (const text of long) expect(lengthProblems({ 'run/a.ts': text })).toHaveLength(1);
    const methods = '  b(): void {\n    step();\n  }\n'.repeat(MAX_FUNCTION_LINES);
    const fine = [
      `class A extends B<C> {\n${methods}}`,
      `const a = {\n${'  x: 1,\n'.repeat(MAX_FUNCTION_LINES)}};`,
      `function a() {\n${'  step();\n'.repeat(MAX_FUNCTION_LINES - 2)}}`,
    ];
    for (const text of fine) expect(lengthProblems({ 'run/a.ts': text })).toEqual([]);
    expect(lengthProblems({ 'run/a.ts': '\n'.repeat(MAX_FILE_LINES) })).toEqual([]);
    expect(lengthProblems({ 'run/a.ts': '\n'.repeat(MAX_FILE_LINES + 1) })).toHaveLength(1);
  });
});

function readSources(): Sources {
  const root = fileURLToPath(new URL('../src', import.meta.url));
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).map((path) =>
    path.replaceAll('\\', '/'),
  );
  const files = paths.filter((path) => path.endsWith('.ts')).sort();
  return Object.fromEntries(files.map((path) => [path, readFileSync(`${root}/${path}`, 'utf8')]));
}

function layerOf(path: string): string {
  return (path.split('/')[0] ?? '').replace(/\.ts$/, '');
}

interface Import {
  /** Undefined when it is computed. */
  specifier: string | undefined;
  typeOnly: boolean;
}

/** Static imports, exports from another module, and import(). Not seen: createRequire and eval. */
function importsOf(text: string): Import[] {
  const code = blank(text, 'strings too');
  const pattern = /\b(?:(import|export)\b([^;'"`]*?)\bfrom\s*|import\s*)(['"]) *\3|\bimport\s*\(\s*/dg;
  return [...code.matchAll(pattern)].map((match) => {
    const [all, keyword, names = '', quote] = match;
    const end = match.index + all.length;
    if (quote !== undefined) {
      const start = code.lastIndexOf(quote, end - 2) + 1;
      const typeOnly = keyword !== undefined && /^\s*type\s+(?!from\b|,)/.test(names);
      return { specifier: text.slice(start, end - 1), typeOnly };
    }
    const literal = /^(['"])(.*?)\1\s*\)/.exec(text.slice(end));
    return { specifier: literal?.[2], typeOnly: false };
  });
}

/** The file of src that a relative specifier names. */
function resolve(from: string, specifier: string): string {
  return join(dirname(from), specifier).replace(/\.js$/, '.ts');
}

const BUILT_IN = /^(?:node:|(?:fs|net|tls|dns|path|process|http|https|events|util|os|crypto|stream)(?:\/|$))/;

/** Undefined for a relative path and for a module of Node. */
function packageOf(specifier: string | undefined): string | undefined {
  if (specifier === undefined || specifier.startsWith('.') || BUILT_IN.test(specifier)) return undefined;
  const [scope = '', name] = specifier.split('/');
  return scope.startsWith('@') ? `${scope}/${name}` : scope;
}

function importProblems(sources: Sources): string[] {
  return Object.entries(sources).flatMap(([path, text]) => {
    const layer = layerOf(path);
    const rule = HOUSE[layer];
    if (rule === undefined) return [`${path}: no rule for ${layer}`];
    return importsOf(text).flatMap(({ specifier }) => {
      if (specifier === undefined) return [`${path}: an import that is computed`];
      const problem = importProblem(path, specifier, rule, sources);
      return problem === undefined ? [] : [`${path}: ${problem}`];
    });
  });
}

function importProblem(path: string, specifier: string, rule: Rule, sources: Sources): string | undefined {
  if (specifier.startsWith('.')) {
    const target = resolve(path, specifier);
    if (sources[target] === undefined) return `there is no ${target}`;
    const layer = layerOf(target);
    return layer === layerOf(path) || rule.layers.includes(layer) ? undefined : `may not import ${target}`;
  }
  const name = packageOf(specifier);
  if (name !== undefined) return rule.packages?.includes(name) ? undefined : `may not import ${name}`;
  const allowed = rule.node === 'any' || rule.node?.includes(specifier);
  return allowed ? undefined : `may not import ${specifier}`;
}

function socketProblems(sources: Sources): string[] {
  return Object.entries(sources).flatMap(([path, text]) => {
    if (SOCKET_LAYERS.includes(layerOf(path))) return [];
    const rest = text.replace(SOCKET_EXCEPTIONS[path] ?? '\0', '');
    const modules = importsOf(rest).flatMap(({ specifier = '' }) => {
      const name = specifier.startsWith('node:') ? specifier : `node:${specifier}`;
      return SOCKET_MODULES.includes(name) ? [`${path}: ${specifier}`] : [];
    });
    const calls = /(?<![.\w])fetch\s*\(|\bnew\s+WebSocket\b/.test(blank(rest, 'strings too'));
    return calls ? [...modules, `${path}: fetch or WebSocket`] : modules;
  });
}

/** The name as a variable, also of globalThis, and the module. Members of other objects may be called so. */
function processProblems(sources: Sources): string[] {
  return Object.entries(sources).flatMap(([path, text]) => {
    if (layerOf(path) === 'cli' || path === 'main.ts') return [];
    const code = blank(text, 'strings too').replaceAll(PROCESS_EXCEPTIONS[path] ?? '\0', '');
    const named = /(?<![.\w$#])process\b|\bglobalThis\s*\.\s*process\b/.test(code);
    const imported = importsOf(text).some(({ specifier = '' }) => /^(?:node:)?process$/.test(specifier));
    return named || imported ? [`${path}: uses process`] : [];
  });
}

/** The word itself, however it is written, outside comments. */
function revealProblems(sources: Sources): string[] {
  const paths = Object.keys(sources).filter((path) => path !== 'model/secret.ts' && path !== REVEALED_IN);
  return paths.filter((path) => /\breveal\b/.test(blank(sources[path] ?? '', 'comments')));
}

function lengthProblems(sources: Sources): string[] {
  return Object.entries(sources).flatMap(([path, text]) => {
    const lines = text.split('\n').length - 1;
    const long = lines > MAX_FILE_LINES ? [`${path}: ${lines} lines`] : [];
    const functions = functionLengths(text).filter(({ lines }) => lines > MAX_FUNCTION_LINES);
    return [...long, ...functions.map(({ line, lines }) => `${path}:${line}: a function of ${lines} lines`)];
  });
}

/**
 * Blocks that follow a parameter list, an arrow or a return type, from brace to brace. Conditions and loops count
 * too, which changes nothing: what holds them is longer. Not seen: arrow functions without a block.
 */
function functionLengths(text: string): { line: number; lines: number }[] {
  const code = blank(text, 'strings too');
  const found: { line: number; lines: number }[] = [];
  const open: number[] = [];
  for (let at = 0; at < code.length; at++) {
    if (code[at] === '{') open.push(at);
    if (code[at] !== '}') continue;
    const start = open.pop() ?? 0;
    if (!opensFunction(code.slice(0, start))) continue;
    const line = lineAt(code, start);
    found.push({ line, lines: lineAt(code, at) - line + 1 });
  }
  return found;
}

function opensFunction(before: string): boolean {
  const head = before.slice(Math.max(before.lastIndexOf(';'), before.lastIndexOf('{')) + 1);
  if (/\b(?:class|interface|enum|namespace)\b[^{}()]*$/.test(head)) return false;
  // The last two are return types: `Promise<A>` or `{ a: B }`, and a name or `x is Y`.
  return /(?:\)|=>|>|\})\s*$/.test(before) || /\)\s*:\s*\w[\w.[\]|&\s]*$/.test(before);
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** Files that reach themselves by imports, a line for each group of files that reach each other. */
function cycles(sources: Sources, { types }: { types: boolean }): string[] {
  const edges = new Map(
    Object.entries(sources).map(([path, text]) => {
      const counted = importsOf(text).filter(({ typeOnly }) => types || !typeOnly);
      const relative = counted.flatMap(({ specifier = '' }) =>
        specifier.startsWith('.') ? [specifier] : [],
      );
      return [path, relative.map((specifier) => resolve(path, specifier))];
    }),
  );
  const targets = (path: string) => edges.get(path) ?? [];
  const reach = new Map(Object.keys(sources).map((path) => [path, reachable(path, targets)]));
  const groups = [...reach].flatMap(([path, reached]) => {
    if (!reached.has(path)) return [];
    return [
      [...reached]
        .filter((other) => reach.get(other)?.has(path))
        .sort()
        .join(' '),
    ];
  });
  return [...new Set(groups)].sort();
}

function reachable(from: string, targets: (path: string) => string[]): Set<string> {
  const seen = new Set<string>();
  const waiting = targets(from);
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    waiting.push(...targets(path));
  }
  return seen;
}

/** A comment, a string, a pattern, or a piece of a template up to its end or its next `${`. */
const TOKEN =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|(?!\$\{)[^`\\])*(?:`|\$\{)/y;
const TEMPLATE_REST = /\}(?:\\.|(?!\$\{)[^`\\])*(?:`|\$\{)/y;
const REGEXP = /\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*/y;
/** A slash after one of these begins a pattern; after anything else it divides. */
const BEFORE_REGEXP = /(?:^|[(,=:[!&|?{};+\-*%<>~^]|\b(?:return|typeof|case|in|of|await))\s*$/;

/**
 * The text with comments, or also patterns and the contents of strings, turned into blanks of the same length.
 * What stands in `${}` of a template stays.
 */
function blank(text: string, what: 'comments' | 'strings too'): string {
  let out = '';
  /** Open braces inside each `${` that is open. */
  const templates: number[] = [];
  while (out.length < text.length) {
    const token = tokenAt(text, out, templates);
    const comment = token !== undefined && /^\/[/*]/.test(token);
    if (token === undefined) countBrace(text[out.length], templates);
    else if (token.startsWith('}')) templates.pop();
    if (token !== undefined && /^[`}]/.test(token) && token.endsWith('${')) templates.push(0);
    if (token === undefined) out += text[out.length];
    else out += comment || what === 'strings too' ? blanked(token, comment) : token;
  }
  return out;
}

function countBrace(char: string | undefined, templates: number[]): void {
  const step = char === '{' ? 1 : char === '}' ? -1 : 0;
  if (templates.length > 0) templates.push((templates.pop() ?? 0) + step);
}

function tokenAt(text: string, done: string, templates: readonly number[]): string | undefined {
  const at = done.length;
  const match = (pattern: RegExp) => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  if (text[at] === '}' && templates.at(-1) === 0) return match(TEMPLATE_REST);
  const token = match(TOKEN);
  if (token !== undefined || text[at] !== '/') return token;
  return BEFORE_REGEXP.test(done.slice(-200)) ? match(REGEXP) : undefined;
}

/** Quotes stay, so that what stood between them can be found again. */
function blanked(token: string, comment: boolean): string {
  const blanks = token.replace(/[^\n]/g, ' ');
  if (comment || !/^['"]/.test(token)) return blanks;
  return `${token[0]}${blanks.slice(1, -1)}${token[0]}`;
}

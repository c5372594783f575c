import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT, read } from '../docs/pages.js';
import { install, pack } from './install.js';

const run = promisify(execFile);
const manifest = JSON.parse(read('package.json'));

let folder: string;
let packed: Awaited<ReturnType<typeof pack>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imap-preflight-package-'));
  packed = await pack(folder);
  await install(packed.tarball, folder);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('what is in the package', () => {
  const SINGLE = [
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'bin/imap-preflight.js',
    'docs/completion/_imap-preflight',
    'docs/completion/imap-preflight.bash',
    'docs/completion/imap-preflight.fish',
    'docs/completion/imap-preflight.ps1',
    'docs/events.schema.json',
    'docs/imap-preflight.1',
    'docs/report.schema.json',
    'package.json',
  ];

  test('only what runs, its types, and what a user reads', () => {
    const paths = packed.files.map(({ path }) => path);
    expect(paths.filter((path) => !path.startsWith('dist/')).sort()).toEqual(SINGLE);
    expect(paths.filter((path) => !/^dist\/.*\.(?:js|d\.ts)$/.test(path)).sort()).toEqual(SINGLE);
    expect(paths).toEqual(expect.arrayContaining(['dist/main.js', 'dist/index.js', 'dist/index.d.ts']));
    expect(packed.bytes).toBeLessThan(500_000);
  });

  test('every module is one that another leads to', async () => {
    const modules = packed.files.map(({ path }) => path).filter((path) => path.startsWith('dist/'));
    const texts = await Promise.all(modules.map((path) => readFile(join(ROOT, path), 'utf8')));
    const named = texts.join('\n');
    const names = modules.map((path) => path.replace(/^.*\//, '').replace(/(?:\.d)?\.[jt]s$/, ''));
    expect(names.filter((name) => !/^(?:main|index)$/.test(name) && !named.includes(`/${name}.js`))).toEqual(
      [],
    );
  });

  test('the manual page and the schema are where the manifest says', () => {
    const paths = packed.files.map(({ path }) => path);
    // npm links it into the manual for a list alone, and not for a single name.
    expect(manifest.man).toEqual(['docs/imap-preflight.1']);
    expect(paths).toEqual(expect.arrayContaining(manifest.man));
    for (const [, target] of Object.entries<string | { default: string }>(manifest.exports)) {
      const path = typeof target === 'string' ? target : target.default;
      expect(paths).toContain(path.replace('./', ''));
    }
  });
});

test('there is a script for each habit, and each runs a file that is there', () => {
  for (const habit of ['dev', 'build', 'test', 'bench', 'lint', 'docs', 'demo', 'check:package', 'prepack']) {
    expect(manifest.scripts[habit], habit).toBeDefined();
  }
  const scripts = Object.values<string>(manifest.scripts);
  const files = scripts.flatMap((script) => script.match(/(?<![\w/])[\w./-]+\.(?:js|ts|json)\b/g) ?? []);
  expect(files.length).toBeGreaterThan(8);
  for (const file of files) expect(existsSync(join(ROOT, file)), file).toBe(true);
});

describe('installed into an empty folder', () => {
  const bin = () => join(folder, 'node_modules/.bin/imap-preflight');

  test('it has its own dependencies and no others', async () => {
    const installed = await readdir(join(folder, 'node_modules'));
    expect(installed).toEqual(
      expect.arrayContaining(['imap-preflight', ...Object.keys(manifest.dependencies)]),
    );
    expect(installed).not.toContain('typescript');
    expect(installed).not.toContain('vitest');
  });

  test('demo', async () => {
    const { stdout } = await run(bin(), ['demo', '--fail-on', 'never', '--no-color'], { cwd: folder });
    expect(stdout).toContain('Not ready: 4 of 12 rows would fail');
  });

  test('explain, completion and --version', async () => {
    const { stdout } = await run(bin(), ['explain', 'login/rejected', '--no-color'], { cwd: folder });
    expect(stdout).toContain('We had trouble signing in to this account.');
    expect((await run(bin(), ['completion', 'zsh'])).stdout).toMatch(/^#compdef imap-preflight\n/);
    expect((await run(bin(), ['--version'])).stdout).toBe(`${manifest.version}\n`);
  });

  test('the library example is compiled with strict types, and runs', async () => {
    const example = read('test/docs/library-example.ts').replace('../../src/index.js', 'imap-preflight');
    await writeFile(join(folder, 'example.mts'), example);
    // Types of Node.js are those that a TypeScript project has; ours are checked with the rest.
    await cp(join(ROOT, 'node_modules/@types/node'), join(folder, 'node_modules/@types/node'), {
      recursive: true,
    });
    await cp(join(ROOT, 'node_modules/undici-types'), join(folder, 'node_modules/undici-types'), {
      recursive: true,
    });
    const options = [
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2023',
      '--types',
      'node',
      'example.mts',
    ];
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    await run(process.execPath, [tsc, ...options], { cwd: folder }).catch(({ stdout }) =>
      expect(stdout).toBe(''),
    );
    await writeFile(join(folder, 'users.csv'), 'EmailAddress,UserName,Password\na@contoso.com,a,b,c\n');
    const script = `import { errorsOf } from './example.mjs'; console.log((await errorsOf({ files: ['users.csv'] }))[0]);`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { cwd: folder });
    expect(stdout).toMatch(/^1\tcsv\/wrong-column-count\t/);
  });

  test('a module of CommonJS loads it with import()', async () => {
    const { stdout } = await run(
      process.execPath,
      ['-e', "import('imap-preflight').then((m) => console.log(typeof m.preflight))"],
      {
        cwd: folder,
      },
    );
    expect(stdout).toBe('function\n');
  });

  test('the schema can be imported by its name', async () => {
    const script = "console.log(require('imap-preflight/report.schema.json').$schema)";
    const { stdout } = await run(process.execPath, ['-e', script], { cwd: folder });
    expect(stdout).toContain('json-schema.org');
  });
});

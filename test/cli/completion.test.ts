import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { answer } from '../../src/cli/completion/answer.js';
import { SHELLS } from '../../src/cli/completion/shells.js';
import { CODES } from '../../src/knowledge/describe.js';
import { STAGES } from '../../src/model/stage.js';
import { describeWithServer, requireProgram } from '../servers/available.js';
import { BIN, runCli } from '../support/cli.js';
import { temporaryDirectory } from '../support/files.js';
import { idleProgram } from '../support/idle-program.js';

const run = promisify(execFile);
const program = idleProgram();

const values = (...words: string[]) => answer(program, words).candidates.map(({ value }) => value);

describe('what can follow', () => {
  test('a command', () => {
    expect(values('')).toEqual(
      expect.arrayContaining(['check', 'fix', 'split', 'explain', 'completion', 'help']),
    );
    expect(values('')).not.toContain('complete');
    expect(values('ch')).toEqual(['check']);
    expect(values('help', 'de')).toEqual(['demo']);
    expect(values('--v')).toEqual(['--version']);
    expect(values('chekc', '')).toEqual([]);
  });

  test('an option, once unless it can be repeated', () => {
    expect(values('check', 'users.csv', '--fo')).toEqual(['--format']);
    expect(values('check', '--json', '--js')).toEqual([]);
    expect(values('check', '--report', 'a.json', '--rep')).toEqual(['--report']);
    expect(values('codes', '--')).toEqual(['--json', '--no-color', '--help']);
    expect(answer(program, ['check', '--fo']).candidates[0]?.description).toMatch(
      /^what standard output gets/,
    );
  });

  test.each<[string[], string[]]>([
    [
      ['check', '--fail-on', ''],
      ['error', 'warning', 'never'],
    ],
    [['check', '--security', 's'], ['ssl']],
    [
      ['check', '--format=j'],
      ['json', 'junit'],
    ],
    [
      ['check', '--format', '=', 'j'],
      ['json', 'junit'],
    ],
    [
      ['check', '--format', '='],
      ['text', 'json', 'ndjson', 'junit', 'sarif', 'github', 'markdown', 'html', 'csv'],
    ],
    [['check', '--only', ''], [...STAGES]],
    [['check', '--skip', 'csv,d'], ['csv,dns']],
    [['check', '--skip', 'csv,c'], []],
    [['split', '--by', 'd'], ['domain']],
    [['completion', ''], [...SHELLS]],
    [['explain', ''], [...CODES]],
    [['explain', 'login/rej'], ['login/rejected']],
    [['check', '--concurrency', ''], []],
    [['check', '--server', ''], []],
  ])('%j: %j', (words, expected) => {
    expect(values(...words)).toEqual(expected);
    expect(answer(program, words).files).toBe(false);
  });

  test.each([
    [['check', '']],
    [['check', '--report', '']],
    [['check', '--journal=ru']],
    [['split', '--output', '']],
    [['report', 'a.ndjson', '']],
    [['check', '--', '']],
  ])('%j: a file', (words) => {
    expect(answer(program, words)).toEqual({ candidates: [], files: true });
  });
});

describe('the commands', () => {
  test.each(SHELLS)('`completion %s` prints the script that is in the package', async (shell) => {
    const { status, stdout, stderr } = await runCli(['completion', shell]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('imap-preflight complete');
  });

  test('another shell is refused, in one line', async () => {
    const { status, stdout, stderr } = await runCli(['completion', 'csh\u001b[2J']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe(
      'imap-preflight: there is no completion for that shell: name one of bash, zsh, fish, powershell. Example: `imap-preflight completion bash`.\n',
    );
  });

  test('`complete` answers in the words of the scripts', async () => {
    const { stdout } = await runCli(['complete', '--', 'check', '--fail-on', 'w']);
    expect(stdout).toBe('warning\t\n:4\n');
    expect((await runCli(['complete', '--', 'check', ''])).stdout).toBe(':0\n');
    expect((await runCli(['complete', '--'])).status).toBe(0);
  });
});

/** A folder with a file, in which the program is on the path. */
async function workplace() {
  const folder = await temporaryDirectory();
  const [bin, work] = [join(folder, 'bin'), join(folder, 'work')];
  await mkdir(bin);
  await mkdir(work);
  await writeFile(join(bin, 'imap-preflight'), `#!/bin/sh\nexec '${process.execPath}' '${BIN}' "$@"\n`);
  await chmod(join(bin, 'imap-preflight'), 0o755);
  await writeFile(join(work, 'kept.txt'), 'kept');
  const env = { PATH: `${bin}:${process.env.PATH}`, HOME: folder };
  const script = async (shell: string, name: string) => {
    await writeFile(join(folder, name), (await runCli(['completion', shell])).stdout);
    return join(folder, name);
  };
  return { work, env, script };
}

describeWithServer('in Bash', ['bash'], () => {
  /** `words` are those of the line, as Bash splits it; the script is loaded twice. */
  async function complete(...words: string[]) {
    const { work, env, script } = await workplace();
    const path = await script('bash', 'completion.bash');
    const text = `
      compopt() { echo "compopt $*"; }
      source ${path} && source ${path}
      COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
      __imap_preflight_complete
      printf '%s\\n' "\${COMPREPLY[@]}"
      complete -p imap-preflight`;
    const { stdout, stderr } = await run(
      requireProgram('bash'),
      ['--norc', '-c', text, 'bash', 'imap-preflight', ...words],
      { cwd: work, env },
    );
    return {
      lines: stdout.trimEnd().split('\n'),
      stderr,
      files: await readdir(work),
      kept: join(work, 'kept.txt'),
    };
  }

  test('values are named, and no files with them', async () => {
    const { lines, stderr } = await complete('check', '--fail-on', '');
    expect(stderr).toBe('');
    expect(lines).toEqual([
      'compopt +o default',
      'error',
      'warning',
      'never',
      'complete -o default -F __imap_preflight_complete imap-preflight',
    ]);
  });

  test('a value behind a sign that Bash splits at', async () => {
    expect((await complete('check', '--format', '=', 'j')).lines).toContain('json');
    expect((await complete('check', '--format', '=')).lines).toContain('json');
  });

  test('where a file belongs, Bash names it', async () => {
    expect((await complete('check', '')).lines[0]).toBe('');
  });

  test('nothing on the line is run, and no file is emptied', async () => {
    const { files, kept, lines } = await complete(
      'check',
      '>',
      'kept.txt',
      '$(touch made)',
      '`touch made`',
      '--fo',
    );
    expect(lines).toContain('--format');
    expect(files).toEqual(['kept.txt']);
    await expect(readFile(kept, 'utf8')).resolves.toBe('kept');
  });
});

describeWithServer('in zsh', ['zsh'], () => {
  async function complete(...words: string[]) {
    const { work, env, script } = await workplace();
    const path = await script('zsh', '_imap-preflight');
    // What the script hands to zsh, which shows it.
    const text = `
      compdef() { : }
      _describe() { print -l -- "\${(@P)argv[2]}"; (( \${(P)#argv[2]} > 0 )) }
      _arguments() { print -l -- files }
      source ${path}
      words=("$@"); CURRENT=$#words
      _imap-preflight`;
    const { stdout } = await run(
      requireProgram('zsh'),
      ['-f', '-c', text, 'zsh', 'imap-preflight', ...words],
      { cwd: work, env },
    );
    return { lines: stdout.trimEnd().split('\n'), files: await readdir(work) };
  }

  test('values and options with their meaning', async () => {
    expect((await complete('check', '--fo')).lines[0]).toMatch(/^--format:what standard output gets/);
    expect((await complete('check', '--fail-on', '')).lines).toEqual(['error:', 'warning:', 'never:']);
  });

  test('files, and nothing on the line is run', async () => {
    const { lines, files } = await complete('check', '$(touch made)', '');
    expect(lines.at(-1)).toBe('files');
    expect(files).toEqual(['kept.txt']);
  });
});

describeWithServer('in fish', ['fish'], () => {
  async function complete(line: string) {
    const { work, env, script } = await workplace();
    const path = await script('fish', 'completion.fish');
    const { stdout } = await run(
      requireProgram('fish'),
      ['--no-config', '-c', `source ${path}; complete --do-complete $argv[1]`, line],
      { cwd: work, env },
    );
    return { lines: stdout.trimEnd().split('\n'), files: await readdir(work) };
  }

  test('commands, options and values with their meaning', async () => {
    expect((await complete('imap-preflight ex')).lines[0]).toMatch(/^explain\twhat a code/);
    expect((await complete('imap-preflight check --fo')).lines[0]).toMatch(/^--format\t/);
    expect((await complete('imap-preflight check --fail-on ')).lines).toEqual(['error', 'never', 'warning']);
    expect((await complete('imap-preflight check --format=js')).lines).toEqual(['--format=json']);
  });

  test('files, and nothing on the line is run', async () => {
    const { lines, files } = await complete('imap-preflight check (touch made) k');
    expect(lines).toEqual(['kept.txt']);
    expect(files).toEqual(['kept.txt']);
  });
});

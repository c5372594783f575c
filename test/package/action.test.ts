import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT, read } from '../docs/pages.js';
import { describeWithServer, requireProgram } from '../servers/available.js';
import { temporaryDirectory } from '../support/files.js';

const ACTION = '.github/actions/preflight/action.yml';
const action = read(ACTION);

/** The keys two spaces below one that stands at the beginning of a line. */
function keysOf(name: string): string[] {
  const section = new RegExp(`^${name}:\\n((?:  .*\\n)*)`, 'm').exec(action)?.[1] ?? '';
  return [...section.matchAll(/^ {2}([\w-]+):/gm)].map(([, key = '']) => key);
}

describe('action.yml', () => {
  test('its inputs and outputs are those that the page names', () => {
    const page = read('docs/ci.md');
    const inputs = [...page.matchAll(/^\| `([a-z]+)` +\|/gm)].map(([, input]) => input);
    expect(keysOf('inputs')).toEqual(inputs);
    expect(keysOf('outputs')).toEqual(['verdict', 'status', 'report']);
    for (const output of keysOf('outputs')) expect(page).toMatch(new RegExp(`Outputs:.*\`${output}\``, 's'));
  });

  test('no input is put into a script, where it would be run', () => {
    const scripts = action.split(/^ +run:/m).slice(1);
    expect(scripts.length).toBe(2);
    for (const script of scripts) expect(script.replace(/^ +env:.*/ms, '')).not.toContain('{{');
  });

  test('each input reaches the script by the environment', () => {
    const script = read('.github/actions/preflight/check.sh');
    for (const input of keysOf('inputs')) {
      expect(action).toContain(`INPUT_${input.toUpperCase()}: \${{ inputs.${input} }}`);
      expect(script).toContain(`$INPUT_${input.toUpperCase()}`);
    }
  });
});

describeWithServer('the step of the action', ['bash'], () => {
  const PASSWORD = 'a-password-of-the-test';

  async function step(inputs: { csv?: string; server?: string; args?: string; report?: string }, rows = '') {
    const folder = await temporaryDirectory();
    const csv = `EmailAddress,UserName,Password\na@contoso.com,a@contoso.com,${PASSWORD}\n${rows}`;
    await writeFile(join(folder, 'users.csv'), csv, { mode: 0o600 });
    const [outputs, summary] = [join(folder, 'outputs'), join(folder, 'summary')];
    const env = {
      PATH: process.env.PATH,
      INPUT_CSV: inputs.csv ?? '',
      INPUT_SERVER: inputs.server ?? '',
      INPUT_ARGS: inputs.args ?? '',
      INPUT_REPORT: inputs.report ?? '',
      GITHUB_OUTPUT: outputs,
      GITHUB_STEP_SUMMARY: summary,
    };
    const script = join(ROOT, '.github/actions/preflight/check.sh');
    const result = await new Promise<{ status: number; stdout: string; stderr: string }>((resolve) => {
      execFile(requireProgram('bash'), [script], { cwd: folder, env }, (error, stdout, stderr) =>
        resolve({ status: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
      );
    });
    const written = (path: string) => readFile(path, 'utf8').catch(() => '');
    return { ...result, outputs: await written(outputs), summary: await written(summary), folder };
  }

  test('a batch that is ready', async () => {
    const { status, outputs, summary, stdout } = await step({ csv: 'users.csv', report: 'report.json' });
    expect(status).toBe(0);
    expect(outputs).toBe('status=0\nverdict=ready\n');
    expect(summary).toMatch(/^# ✔ Ready/);
    expect(stdout + outputs + summary).not.toContain(PASSWORD);
  });

  test('a batch that is not', async () => {
    const { status, outputs, folder, stdout, summary } = await step(
      { csv: 'users.csv', report: 'report.json' },
      'nobody,b,c\n',
    );
    expect(status).toBe(1);
    expect(stdout).toMatch(/^::error file=users\.csv,line=3,title=.*csv\/invalid-email/m);
    expect(summary).toContain('`csv/invalid-email`');
    expect(outputs).toBe('status=1\nverdict=not-ready\n');
    expect(await readdir(folder)).toContain('report.json');
  });

  test('files that are not there, and options that are none', async () => {
    const { status, outputs, stderr } = await step({ csv: 'users.csv\ngone.csv' });
    expect(status).toBe(2);
    expect(outputs).toBe('status=2\nverdict=\n');
    expect(stderr).toContain('gone.csv');
    expect((await step({ csv: 'users.csv', args: '--servre x' })).status).toBe(2);
  });

  test('options are words: nothing in them is run or expanded', async () => {
    const { status, folder } = await step({
      csv: 'users.csv',
      args: '--only csv\n--format json $(touch made) *',
    });
    expect(status).toBe(2);
    expect(await readdir(folder)).not.toContain('made');
    const fine = await step({ csv: 'users.csv', args: ' --only csv\n--format  json ' });
    expect(JSON.parse(fine.stdout).verdict).toBe('ready');
    expect((await step({ csv: 'users.csv', args: '--json' })).status).toBe(0);
  });
});

import { spawn } from 'node:child_process';
import { requireProgram } from '../servers/available.js';
import { BIN, environment } from './cli.js';

/** What a person types, each when the terminal has shown what is waited for since the last. */
export type Typing = readonly [shown: string, typed: string];

export const CTRL_C = '\u0003';
export const CTRL_D = '\u0004';
export const ENTER = '\r';

/**
 * Runs the built program in a pseudo terminal, of 80 columns unless told. Rejects when it does not end within 15
 * seconds, or shows something else than what is waited for.
 */
export async function runInTerminal(
  args: readonly string[],
  typing: readonly Typing[],
  { columns = 80, env = {} }: { columns?: number; env?: NodeJS.ProcessEnv } = {},
): Promise<{ status: number | null; shown: string }> {
  const quoted = [process.execPath, BIN, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
  const command = `stty cols ${columns} rows 40; exec ${quoted.join(' ')}`;
  const child = spawn(requireProgram('script'), ['-qefc', command, '/dev/null'], {
    env: environment({ TERM: 'xterm', LANG: 'C.UTF-8', ...env }),
  });
  let shown = '';
  let seen = 0;
  const left = [...typing];
  child.stdout.on('data', (chunk: Buffer) => {
    shown += chunk.toString('utf8');
    const [next] = left;
    const at = next === undefined ? -1 : shown.indexOf(next[0], seen);
    if (next === undefined || at === -1) return;
    seen = at + next[0].length;
    left.shift();
    child.stdin.write(next[1]);
  });
  child.stdin.on('error', () => undefined);
  const timer = setTimeout(() => child.kill('SIGKILL'), 15_000);
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  clearTimeout(timer);
  if (status === null || left.length > 0) {
    throw new Error(`status ${status}, not seen: ${JSON.stringify(left.map(([text]) => text))}\n${shown}`);
  }
  return { status, shown: shown.replaceAll('\r\n', '\n') };
}

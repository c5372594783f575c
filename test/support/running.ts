import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { LOCALHOST, trusting } from '../run/support.js';
import { BIN } from './cli.js';

/** A running `check` of localhost, to which signals can be sent when something has happened. */
export function startCheck(args: readonly string[]) {
  const child = spawn(process.execPath, [BIN, 'check', ...LOCALHOST, ...args], {
    env: { ...process.env, ...trusting() },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString('utf8');
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString('utf8');
  });
  const ended = once(child, 'close').then(([status]) => ({ status, stdout, stderr }));
  const said = async (text: string) => {
    while (!stderr.includes(text) && child.exitCode === null) await once(child.stderr, 'data');
  };
  return { child, ended, said };
}

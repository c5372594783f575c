import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Path of the program. */
export const BIN = fileURLToPath(new URL('../../bin/imap-preflight.js', import.meta.url));
/** What would make a run here differ from one elsewhere. */
const UNWANTED = ['CI', 'FORCE_COLOR', 'NO_COLOR', 'NODE_EXTRA_CA_CERTS', 'NODE_OPTIONS'];

export interface CliOptions {
  /** What standard input gives; empty when absent. */
  stdin?: string | Uint8Array;
  /** Over this process's environment, from which colours, CI and certificates are taken out. */
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** A program with its arguments that runs the one it is given, such as a shell that sets limits. */
  under?: readonly string[];
  /** Sends a signal, by default SIGINT, after so many milliseconds or when the text has appeared on stderr. */
  signalAfter?: { signal?: NodeJS.Signals } & ({ ms: number } | { stderr: string | RegExp });
  /** Kills the run, which then rejects. Milliseconds, default 15,000. */
  timeoutMs?: number;
}

export interface CliResult {
  /** Exit status; null when a signal ended it. */
  status: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  ms: number;
}

/** Runs the built program in a process of its own, so `dist` must be there. */
export async function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const started = performance.now();
  const [program = '', ...own] = [...(options.under ?? []), process.execPath, BIN];
  const child = spawn(program, [...own, ...args], {
    cwd: options.cwd,
    env: environment(options.env),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  // A program that ends without reading its input is no fault of the test.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.stdin ?? '');
  const stopSignals = sendSignal(child, options.signalAfter);
  let timedOut = false;
  const limit = options.timeoutMs ?? 15_000;
  const timer = setTimeout(() => {
    timedOut = true;
    kill();
  }, limit);
  try {
    const [status, signal] = await closed(child);
    const result = { status, signal, stdout: join(out), stderr: join(err), ms: performance.now() - started };
    if (timedOut) throw new Error(`no end within ${limit} ms\n${result.stdout}\n${result.stderr}`);
    return result;
  } finally {
    clearTimeout(timer);
    stopSignals();
    process.off('exit', kill);
  }
}

type Child = ReturnType<typeof spawn>;

function closed(child: Child): Promise<[number | null, NodeJS.Signals | null]> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) => resolve([status, signal]));
  });
}

/** Returns how to call it off. */
function sendSignal(child: Child, wish: CliOptions['signalAfter']): () => void {
  if (wish === undefined) return () => undefined;
  const signal = wish.signal ?? 'SIGINT';
  if ('ms' in wish) {
    const timer = setTimeout(() => child.kill(signal), wish.ms);
    return () => clearTimeout(timer);
  }
  let seen = '';
  const look = (chunk: Buffer) => {
    seen += chunk.toString('utf8');
    if (typeof wish.stderr === 'string' ? !seen.includes(wish.stderr) : !wish.stderr.test(seen)) return;
    child.stderr?.off('data', look);
    child.kill(signal);
  };
  child.stderr?.on('data', look);
  return () => child.stderr?.off('data', look);
}

/** This process, without what would make a run here differ from one elsewhere. */
export function environment(own: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !UNWANTED.includes(name));
  return { ...Object.fromEntries(inherited), ...own };
}

function join(chunks: Buffer[]): string {
  return Buffer.concat(chunks).toString('utf8');
}

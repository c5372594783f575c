import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { authorityFile } from '../servers/certificates.js';
import { BIN } from '../support/cli.js';

/** Who signs in to the same rows. `floor`: the least that a client can do; `stock`: imapflow's own session. */
export const CONTESTANTS = ['ours', 'imaplib', 'floor', 'stock'] as const;
export type Contestant = (typeof CONTESTANTS)[number];

/** One process from its start to its end. */
export interface Figures {
  signedIn: number;
  /** The sign-ins alone. */
  ms: number;
  /** The whole process. */
  wholeMs: number;
  cpuMs: number;
  megabytes: number;
}

export interface Race {
  port: number;
  connections: number;
  /** CSV with a row for each user. */
  file: string;
  /** Further options of ours. */
  options?: readonly string[];
}

const METER = new URL('meter.js', import.meta.url).href;
const TIMEOUT_MS = 900_000;

/** The interpreter itself: what stands for it in PATH may be a script that takes time to find it. */
const python = spawnSync('python3', ['-c', 'import imaplib, ssl, sys; print(sys.executable)'], {
  encoding: 'utf8',
});

/** Why a contestant cannot take part; undefined when it can. */
export function absence(contestant: Contestant): string | undefined {
  if (contestant !== 'imaplib' || python.status === 0) return undefined;
  return `without imaplib: ${python.error?.message ?? python.stderr.trim()}`;
}

/** Runs a contestant over the rows. */
export async function race(
  contestant: Contestant,
  { port, connections, file, options = [] }: Race,
): Promise<Figures> {
  const common = [file, String(port), String(connections)];
  if (contestant === 'imaplib') return pooled(python.stdout.trim(), [script('imaplib-pool.py'), ...common]);
  if (contestant !== 'ours') return pooled(process.execPath, [script(`${contestant}-pool.js`), ...common]);
  const { report, ...taken } = await ours(port, [file, '--concurrency', String(connections), ...options]);
  const ms = report.stages.find(({ id }) => id === 'login')?.durationMs ?? Number.NaN;
  return { ...taken, ms, signedIn: report.summary.rows.passed };
}

/** The same process with nobody to sign in: what it takes beside the sign-ins. `nobody`: a CSV without rows. */
export async function start(contestant: Contestant, full: Race, nobody: string): Promise<Figures> {
  if (contestant !== 'ours') return race(contestant, { ...full, file: nobody });
  // It reads the rows, as the whole run does.
  const { report: _, ...taken } = await ours(full.port, [full.file, '--skip', 'login,mailbox']);
  return { ...taken, ms: 0, signedIn: 0 };
}

interface OurReport {
  stages: { id: string; durationMs: number }[];
  summary: { rows: { passed: number } };
}

async function ours(port: number, args: readonly string[]) {
  const program = process.env.BENCH_BIN ?? BIN;
  const route = ['--server', 'localhost', '--allow-private-address', '--port', String(port)];
  const { stdout, ...taken } = await run(process.execPath, [program, 'check', '--json', ...route, ...args]);
  return { ...taken, report: JSON.parse(stdout) as OurReport };
}

async function pooled(program: string, args: readonly string[]): Promise<Figures> {
  const { stdout, ...taken } = await run(program, args);
  return { ...taken, ...(JSON.parse(stdout) as { signedIn: number; ms: number }) };
}

function script(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

/** What would make a run here differ from one elsewhere is not handed on. */
function environment(): NodeJS.ProcessEnv {
  const { PATH, HOME, LANG } = process.env;
  return { PATH, HOME, LANG, NODE_EXTRA_CA_CERTS: authorityFile(), NODE_OPTIONS: `--import=${METER}` };
}

async function run(program: string, args: readonly string[]) {
  const begun = performance.now();
  const child = spawn(program, args, { env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
  const kill = () => child.kill('SIGKILL');
  const timer = setTimeout(kill, TIMEOUT_MS);
  process.once('exit', kill);
  const [out, err] = [drain(child.stdout), drain(child.stderr)];
  const status = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? signal));
  });
  const wholeMs = performance.now() - begun;
  clearTimeout(timer);
  process.off('exit', kill);
  const [stdout, stderr] = [out(), err()];
  const usage = /^usage (.*)$/m.exec(stderr)?.[1];
  if (status !== 0 || usage === undefined) {
    const said = `${stdout.slice(0, 2000)}\n${stderr.slice(-2000)}`;
    throw new Error(`${program} ${args.join(' ')}: ${status}\n${said}`);
  }
  const { cpuMs, maxRss } = JSON.parse(usage) as { cpuMs: number; maxRss: number };
  return { stdout, wholeMs, cpuMs, megabytes: maxRss / 1024 };
}

/** Returns how to get what has come. */
function drain(stream: NodeJS.ReadableStream): () => string {
  const parts: Buffer[] = [];
  stream.on('data', (part: Buffer) => parts.push(part));
  return () => Buffer.concat(parts).toString('utf8');
}

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const READY_MS = 10_000;
const PORT_TRIES = 3;

/** A daemon that runs in the foreground, and everything it has written. */
export interface Daemon {
  log(): string;
  /** Kills it with its children and waits for their end. */
  stop(): Promise<void>;
}

/**
 * Kills the daemon, and what it started, with the test process, however that one dies: standard input is a pipe
 * from it, and `cat` returns when the pipe breaks. The shell leads a process group of its own. Nothing but a
 * temporary directory is left behind, so there is nothing to end gently (Dovecot takes one to ten seconds).
 */
const GUARD = [
  'exec 3<&0',
  '"$@" </dev/null 3<&- & daemon=$!',
  '(cat; kill -KILL 0) <&3 >/dev/null 2>&1 &',
  'exec 3<&-',
  'wait "$daemon"',
  'kill -KILL 0',
].join('\n');

/** Starts a daemon and waits until its output shows that it is ready. Rejects with its log when it ends before. */
export async function startDaemon(
  path: string,
  args: string[],
  ready: RegExp,
  env: NodeJS.ProcessEnv = {},
): Promise<Daemon> {
  const child = spawn('/bin/sh', ['-c', GUARD, 'sh', path, ...args], {
    stdio: 'pipe',
    detached: true,
    env: { ...process.env, ...env },
  });
  let log = '';
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('close', () => resolve());
  });
  await new Promise<void>((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`${path}: ${why}\n${log}`));
    const timer = setTimeout(() => {
      child.stdin.end();
      fail(`not ready within ${READY_MS} ms`);
    }, READY_MS);
    let isReady = false;
    const read = (chunk: Buffer) => {
      log += chunk.toString('utf8');
      if (isReady || !ready.test(log)) return;
      isReady = true;
      resolve(clearTimeout(timer));
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.stdin.on('error', () => undefined);
    void ended.then(() => {
      clearTimeout(timer);
      fail('ended');
    });
  });
  return { log: () => log, stop: () => stop(child, ended) };
}

function stop(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.stdin?.end();
  return ended;
}

/** Starts what cannot choose ports by itself; chooses others when someone took one of them in between. */
export async function onFreePorts<T>(count: number, start: (ports: number[]) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await start(await freePorts(count));
    } catch (error) {
      if (tries === PORT_TRIES || !/already in use/i.test(String(error))) throw error;
    }
  }
}

/** So many ports that are free on 127.0.0.1, all different. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once('error', reject);
          server.once('listening', () => {
            const address = server.address();
            if (address !== null && typeof address === 'object') resolve(address.port);
          });
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/**
 * A temporary directory that goes with this process, however it dies: test runners end their workers by a
 * signal, so no `exit` event comes. `remove` does it sooner.
 */
export function processDirectory(name: string): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), `imap-preflight-${name}-`));
  const guard = spawn('/bin/sh', ['-c', 'cat >/dev/null; rm -rf -- "$1"', 'sh', path], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  guard.unref();
  (guard.stdin as Socket).unref();
  return {
    path,
    remove: () => {
      rmSync(path, { recursive: true, force: true });
      guard.stdin?.end();
    },
  };
}

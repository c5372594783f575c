import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, it } from 'vitest';

const PROGRAMS = {
  dovecot: { command: 'dovecot', package: 'dovecot-imapd' },
  doveadm: { command: 'doveadm', package: 'dovecot-imapd' },
  stunnel: { command: 'stunnel4', package: 'stunnel4' },
  openssl: { command: 'openssl', package: 'openssl' },
  unbound: { command: 'unbound', package: 'unbound' },
  sslscan: { command: 'sslscan', package: 'sslscan' },
  script: { command: 'script', package: 'bsdutils' },
  testssl: { command: 'testssl', package: 'testssl.sh' },
  bash: { command: 'bash', package: 'bash' },
  zsh: { command: 'zsh', package: 'zsh' },
  fish: { command: 'fish', package: 'fish' },
  mandoc: { command: 'mandoc', package: 'mandoc' },
  chromium: { command: 'chromium', package: 'chromium' },
};
export type Program = keyof typeof PROGRAMS;

// Debian keeps daemons where an ordinary user's PATH does not look.
const PATHS = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];

/** Path of a program, or undefined when it is not installed. */
function programPath(program: Program): string | undefined {
  return PATHS.map((directory) => join(directory, PROGRAMS[program].command)).find(isExecutable);
}

/** Path of a program that a suite has asked for. */
export function requireProgram(program: Program): string {
  const path = programPath(program);
  if (path === undefined) throw new Error(missing([program]));
  return path;
}

/**
 * A suite that needs real programs. Where one is missing it fails when CI is set, so that nobody believes it
 * was run, and is skipped with the reason otherwise.
 */
export function describeWithServer(name: string, needs: readonly Program[], suite: () => void): void {
  const absent = needs.filter((program) => programPath(program) === undefined);
  if (absent.length === 0) return void describe(name, suite);
  if (process.env.CI !== undefined && process.env.CI !== '' && process.env.CI !== 'false')
    return void describe(name, () => {
      it('has the programs it needs', () => {
        throw new Error(missing(absent));
      });
    });
  say(absent);
  describe.skip(name, suite);
}

const said = new Set<string>();

function say(absent: readonly Program[]): void {
  const reason = missing(absent);
  if (!said.has(reason)) process.stderr.write(`${reason}; suites that need it are skipped\n`);
  said.add(reason);
}

function missing(absent: readonly Program[]): string {
  const packages = absent.map((program) => PROGRAMS[program].package).join(' ');
  return `not installed: ${absent.join(', ')} (apt-get install --no-install-recommends ${packages})`;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

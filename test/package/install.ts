import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../docs/pages.js';

const run = promisify(execFile);

interface PackedFile {
  path: string;
  size: number;
}

/** Packs what is built into the folder, without building it again. */
export async function pack(folder: string): Promise<{ tarball: string; files: PackedFile[]; bytes: number }> {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const { stdout } = await run('npm', args, { cwd: ROOT, env: npmEnvironment() });
  const [{ filename, files, size }] = JSON.parse(stdout);
  return { tarball: join(folder, filename), files, bytes: size };
}

/**
 * Installs the package into an empty folder, as a user does. The lock file is ours, cut down to what the package needs:
 * with it npm takes each file from its cache by the checksum, and asks the registry for what is not there.
 */
export async function install(tarball: string, folder: string): Promise<void> {
  const lock = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8'));
  const { version, dependencies, bin, engines } = lock.packages[''];
  const needed = Object.entries<{ dev?: boolean }>(lock.packages).filter(
    ([path, { dev }]) => path !== '' && dev !== true,
  );
  const own = { dependencies: { 'imap-preflight': `file:${tarball}` } };
  const packages = {
    '': own,
    ...Object.fromEntries(needed),
    'node_modules/imap-preflight': { version, resolved: `file:${tarball}`, dependencies, bin, engines },
  };
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, ...own }));
  await writeFile(
    join(folder, 'package-lock.json'),
    JSON.stringify({ lockfileVersion: lock.lockfileVersion, requires: true, packages }),
  );
  const args = ['ci', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  await run('npm', args, { cwd: folder, env: npmEnvironment() });
}

/** Without what the npm that runs the tests tells its scripts. */
function npmEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')));
}

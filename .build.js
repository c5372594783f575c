// Bundles the program, without the list of files that the bundler's own command prints before the demo and the tests.
// Beside it stand the types of the library that index.d.ts leads to, and no others, so that the package holds no file
// that nobody can reach. Run by `npm run build`.
import { spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import config from './.rolldown.config.js';

const ROOT = fileURLToPath(new URL('.', import.meta.url));
const DIST = join(ROOT, 'dist');

await build(config);

const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
const { status } = spawnSync(process.execPath, [tsc, '-p', ROOT, '--emitDeclarationOnly'], {
  stdio: 'inherit',
});
if (status === 0) {
  const wanted = reachable(join(DIST, 'index.d.ts'));
  for (const path of readdirSync(DIST, { recursive: true, encoding: 'utf8' })) {
    if (path.endsWith('.d.ts') && !wanted.has(join(DIST, path))) rmSync(join(DIST, path));
  }
  chmodSync(join(ROOT, 'bin/imap-preflight.js'), 0o755);
} else {
  process.exitCode = status ?? 1;
}

function reachable(path, found = new Set()) {
  if (found.has(path)) return found;
  found.add(path);
  for (const [, specifier] of readFileSync(path, 'utf8').matchAll(
    /(?:from |import\()['"](\.[^'"]+)\.js['"]/g,
  )) {
    reachable(join(dirname(path), `${specifier}.d.ts`), found);
  }
  return found;
}

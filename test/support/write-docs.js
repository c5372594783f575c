import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

// Writes the documents that the program makes of itself. Plain JavaScript, which builds what it needs; the tests call
// the same functions on the sources.

const ROOT = new URL('../../', import.meta.url);
/** Beside the manifest, which the program reads its version from. */
const BUILT = new URL('.docs-build/', ROOT);

async function build() {
  const input = { documents: fileURLToPath(new URL('test/support/docs/documents.ts', ROOT)) };
  const bundle = await rolldown({ input, platform: 'node', external: /^[^./]/, logLevel: 'silent' });
  await bundle.write({ dir: fileURLToPath(BUILT), format: 'esm' });
  return import(new URL('documents.js', BUILT));
}

async function main() {
  try {
    const { documents, CODES_FOLDER } = await build();
    const written = documents(ROOT);
    await mkdir(new URL('docs/completion/', ROOT), { recursive: true });
    await mkdir(new URL(CODES_FOLDER, ROOT), { recursive: true });
    for (const [path, text] of written) await write(path, text);
    for (const name of await readdir(new URL(CODES_FOLDER, ROOT))) {
      if (!written.has(CODES_FOLDER + name)) await remove(CODES_FOLDER + name);
    }
  } finally {
    await rm(BUILT, { recursive: true, force: true });
  }
}

async function write(path, text) {
  const url = new URL(path, ROOT);
  const before = await readFile(url, 'utf8').catch(() => undefined);
  if (before === text) return;
  await writeFile(url, text);
  process.stdout.write(`${path}: written\n`);
}

async function remove(path) {
  await rm(new URL(path, ROOT));
  process.stdout.write(`${path}: taken away\n`);
}

await main();

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** A table of what three tools say of the same ports, and how long each takes: not part of the ordinary run. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: { include: ['test/scale/tls-compare.ts'], hookTimeout: 60_000, maxWorkers: 1 },
});

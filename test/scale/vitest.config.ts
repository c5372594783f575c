import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Measurements, which say more about a machine than about the program: not part of the ordinary run. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['test/scale/{sign-in,memory,audit}.ts'],
    hookTimeout: 180_000,
    maxWorkers: 1,
    bail: 1,
    reporters: ['default'],
    disableConsoleIntercept: true,
  },
});

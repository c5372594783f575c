import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('../..', import.meta.url));

const files = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.test.ts'))
  .map((path) => join('test', path));

/**
 * Every file of tests with a property, wherever it stands, with many more runs than each change needs. Those without
 * one are left out by what they import, so that no name has to be kept.
 */
export default defineConfig({
  root,
  test: {
    include: files.filter((path) => readFileSync(join(root, path), 'utf8').includes("from 'fast-check'")),
    env: { PROPERTY_RUNS: process.env.PROPERTY_RUNS ?? '20000' },
    setupFiles: ['test/properties/runs.ts'],
    // Properties have a limit of their own, by the number of runs; what names none waits for its runs.
    testTimeout: 0,
    maxWorkers: 2,
    reporters: ['verbose'],
  },
});

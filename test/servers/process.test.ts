import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { processDirectory, startDaemon } from './process.js';

it('a daemon that ends at once is reported with what it said', async () => {
  await expect(startDaemon('/bin/sh', ['-c', 'echo no such luck; exit 3'], /ready/)).rejects.toThrow(
    'no such luck',
  );
});

it('a daemon and its children end on stop, whatever they ignore', async () => {
  const script = "trap '' TERM HUP; (trap '' TERM HUP; sleep 300) & echo ready; wait";
  const started = performance.now();
  const daemon = await startDaemon('/bin/sh', ['-c', script], /ready/);
  await daemon.stop();
  expect(performance.now() - started).toBeLessThan(2000);
});

it('a directory is removed when asked', () => {
  const directory = processDirectory('test');
  expect(existsSync(directory.path)).toBe(true);
  directory.remove();
  expect(existsSync(directory.path)).toBe(false);
});

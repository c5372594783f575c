import type { TestContext } from 'vitest';

/** Skips the running test where `condition` holds, and says why: the usual reporter keeps the reason to itself. */
export function skipWhen({ skip, task }: TestContext, condition: boolean, reason: string): void {
  if (!condition) return;
  console.info(`skipped: ${task.name}: ${reason}`);
  skip(reason);
}

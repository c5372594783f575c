import { expect, test } from 'vitest';
import { takesLinks } from '../../src/cli/hyperlinks.js';
import { runCli } from '../support/cli.js';

test('a pipe takes none', async () => {
  expect(await takesLinks({}, {})).toBe(false);
  expect((await runCli(['demo'])).stdout).not.toContain('\u001b');
});

test.each([
  [{ FORCE_HYPERLINK: '1' }, true],
  [{ FORCE_HYPERLINK: '0' }, false],
])('%j has the last word', async (env, expected) => {
  const { stdout } = await runCli(['demo'], { env });
  expect(stdout.includes('\u001b]8;;https://')).toBe(expected);
});

import { describe, expect, test } from 'vitest';
import { CODES } from '../../src/knowledge/describe.js';
import { findCode } from '../../src/knowledge/find-code.js';
import { runCli } from '../support/cli.js';

describe('explain', () => {
  test('tells a code with message, cause, every step and its section', async () => {
    const { status, stdout, stderr } = await runCli(['explain', 'tls/legacy-only']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('do\n  │ not possess a common algorithm');
    for (const step of [/cutover/, /hybrid/i, /network upload/, /drive shipping/])
      expect(stdout).toMatch(step);
    expect(stdout).toContain('https://learn.microsoft.com/');
  });

  test.each([
    ['rejected', 'login/rejected'],
    ['LOGIN/Rejected', 'login/rejected'],
    ["The connection to the server 'mail.fabrikam.com' timed out after 00:00:15.", 'tcp/timeout'],
    [
      'Row 7 has the wrong number of columns. Expected number: 3. Actual number: 5.',
      'csv/wrong-column-count',
    ],
    [
      "A recipient wasn't found for 'x@fabrikam.com' on the target. Create a recipient",
      'target/recipient-not-found',
    ],
    ['System.ComponentModel.Win32Exception: The client and server cannot communicate', 'tls/legacy-only'],
    ['a1 NO [AUTHENTICATIONFAILED] Authentication failed.', 'login/rejected'],
    ['NO [ALERT] Application-specific password required: https://support', 'login/app-password-required'],
    ['* BYE IMAP access disabled for this account.', 'login/imap-disabled'],
  ])('%s', (text, code) => {
    expect(findCode(text)).toBe(code);
  });

  test.each(['hello', 'the server', '', 'foo/bar'])('"%s" is nothing known', (text) => {
    expect(findCode(text)).toBeUndefined();
  });
});

test('codes lists every code with its severity', async () => {
  const { status, stdout } = await runCli(['codes']);
  expect(status).toBe(0);
  const listed = stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split(/\s+/, 2));
  expect(listed.map(([code]) => code)).toEqual(CODES);
  expect(listed.every(([, severity]) => ['error', 'warning', 'notice'].includes(severity ?? ''))).toBe(true);
  const json: { code: string; severity: string }[] = JSON.parse((await runCli(['codes', '--json'])).stdout);
  expect(json.map(({ code, severity }) => [code, severity])).toEqual(listed);
});

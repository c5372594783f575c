import { describe, expect, test } from 'vitest';
import { CODES } from '../../src/knowledge/describe.js';
import { TOPIC_IDS, TOPICS } from '../../src/knowledge/troubleshooter/topics.js';
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
    ["The connection to the server 'mail.fabrikam.com' timed out after 00:00:15.", 'tcp/timeout'],
    ["A recipient wasn't found for 'x@fabrikam.com' on the target.", 'target/recipient-not-found'],
    ['System.ComponentModel.Win32Exception: The client and server cannot communicate', 'tls/legacy-only'],
    ['a1 NO [AUTHENTICATIONFAILED] Authentication failed.', 'login/rejected'],
    ['NO [ALERT] Application-specific password required: https://support', 'login/app-password-required'],
    ['* BYE IMAP access disabled for this account.', 'login/imap-disabled'],
    ['my migration is slow', 'slow'],
  ])('%s', async (text, name) => {
    const { status, stdout, stderr } = await runCli(['explain', '--json', ...text.split(' ')]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ name });
  });

  test('walks the path of the article, with proof and section of each step', async () => {
    const { stdout } = await runCli(['explain', 'tcp/timeout']);
    const steps = [
      "  1. Does the firewall let Microsoft's datacenters reach the port?",
      '  2. Does the IMAP service run on the source?',
      '  3. Does the endpoint have the settings of today?',
    ];
    const places = steps.map((step) => stdout.indexOf(`\n${step}\n`));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(stdout).toContain('     Proof  `imap-preflight check --server imap.contoso.com --only tcp`\n');
    expect(stdout).toContain('#connection-to-the-server-servernamecontosocom-timed-out\n');
  });

  test('lists what else the message may mean, the likeliest first', async () => {
    const { stdout } = await runCli(['explain', "A recipient wasn't found for 'usera@contoso.com'"]);
    expect(stdout).toContain(
      [
        '  This can mean several things, the likeliest first:',
        '  1. No mailbox with this address in Microsoft 365 (target/recipient-not-found)',
        '  2. The address does not lead to one ordinary mailbox (target/recipient-not-a-mailbox)',
        '  3. EmailAddress looks like an address of the source (target/foreign-domain)',
        '',
        '✖ target/recipient-not-found',
      ].join('\n'),
    );
  });

  test('leads on where the article asks which problem it is', async () => {
    const { stdout } = await runCli(['explain', 'after-start']);
    expect(stdout).toContain("  3. I'm seeing duplicate emails\n     `imap-preflight explain duplicates`\n");
  });

  test('lists every topic', async () => {
    const { status, stdout } = await runCli(['explain', 'topics']);
    expect(status).toBe(0);
    const listed = stdout.trimEnd().split('\n');
    expect(listed.map((line) => line.split(/ {2,}/))).toEqual(TOPIC_IDS.map((id) => [id, TOPICS[id].title]));
    expect(JSON.parse((await runCli(['explain', 'topics', '--json'])).stdout)).toHaveLength(TOPIC_IDS.length);
  });

  test('takes a message that begins with a dash behind two', async () => {
    const text =
      "--> Imap server reported an error during LOGIN: 'Too many simultaneous connections. (Failure)'";
    const { status, stdout } = await runCli(['explain', '--json', '--', text]);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ name: 'login/too-many-connections' });
  });

  test('reads a message from standard input, wrapped as it is', async () => {
    const stdin =
      'We had trouble signing in to\r\nthis account. Confirm that you\u2019re using the correct\r\n';
    const { status, stdout } = await runCli(['explain', '-'], { stdin });
    expect(status).toBe(0);
    expect(stdout).toContain('✖ login/rejected');
  });

  test('gives code, steps and other meanings as JSON', async () => {
    const { stdout } = await runCli([
      'explain',
      'NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)',
      '--json',
    ]);
    const json = JSON.parse(stdout);
    expect(json).toMatchObject({
      name: 'login/rejected',
      kind: 'code',
      severity: 'error',
      effect: 'row',
      owner: 'exchange-admin',
      others: [{ name: 'login/app-password-required' }],
    });
    expect(json.steps).toHaveLength(4);
    for (const step of json.steps) {
      expect(Object.keys(step)).toEqual(['check', 'how', 'proof', 'kb']);
      expect(step.kb[0].url).toMatch(/^https:\/\/learn\.microsoft\.com\/.+#/);
    }
  });

  test('folds its signs and wraps where the terminal asks for it', async () => {
    const { stdout } = await runCli(['explain', 'slow'], { env: { LANG: 'C', LC_ALL: 'C', COLUMNS: '60' } });
    expect(stdout).toMatch(/^[\x0a\x20-\x7e]*$/);
    const long = stdout.split('\n').filter((line) => line.length > 60);
    // Links and command lines are there to be copied whole.
    expect(long.every((line) => /https?:\/\/\S+$|`imap-preflight [^`]+`$/.test(line))).toBe(true);
  });
});

describe('what nobody knows', () => {
  test('is said, with the path for it and the status of a wrong command line', async () => {
    const { status, stdout, stderr } = await runCli(['explain', 'something broke, and nobody can say what']);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^imap-preflight: no code or message is known like that\. .+\n$/);
    expect(stdout).toContain('› none-of-the-above\n');
    for (const step of [/remove the batch/, /does not copy/, /endpoint was made/, /another administrator/])
      expect(stdout).toMatch(step);
  });

  test('is not printed again', async () => {
    const { stdout, stderr } = await runCli(['explain', '-'], {
      stdin: 'My password is Amber-Heron-41, why',
    });
    expect(stdout + stderr).not.toContain('Amber');
  });

  test.each([
    ['login/rejectd', 'login/rejected'],
    ['duplicats', 'duplicates'],
    ['rolegroups', 'role-groups'],
  ])('%s may be %s', async (word, meant) => {
    const { status, stdout, stderr } = await runCli(['explain', word]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(`Did you mean ${meant}?`);
  });

  test('an empty word or an empty input is no message', async () => {
    for (const [args, stdin] of [
      [[''], ''],
      [['-'], ''],
      [['-'], ' \n\n'],
    ] as const) {
      const { status, stdout } = await runCli(['explain', ...args], { stdin });
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    }
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

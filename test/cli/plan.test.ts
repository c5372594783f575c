import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DEMO_MAILBOXES } from '../../src/demo/mailboxes.js';
import { csvRows, LOCALHOST, trusting } from '../run/support.js';
import { describeWithServer } from '../servers/available.js';
import { type ScriptedOptions, scriptedServer } from '../servers/scripted.js';
import { runCli } from '../support/cli.js';
import { type CsvRow, csvText, temporaryDirectory } from '../support/files.js';
import { parsePowerShell, textsOf } from '../support/powershell.js';
import { validateReport } from '../support/schema.js';

/** A folder with a batch, and a server that it is checked against from within that folder. */
async function folderWith(rows: readonly CsvRow[], options: ScriptedOptions = {}, name = 'users.csv') {
  const server = await scriptedServer(options);
  onTestFinished(() => server.stop());
  const cwd = await temporaryDirectory();
  await writeFile(join(cwd, name), csvText(rows), { mode: 0o600 });
  const run = (args: string[]) => runCli(args, { cwd, env: trusting() });
  const check = (...args: string[]) =>
    run(['check', name, ...LOCALHOST, '--port', String(server.port), ...args]);
  const read = (file: string) => readFile(join(cwd, file), 'utf8');
  return { port: server.port, run, check, read };
}

const code = (script: string) => script.split('\n').filter((line) => line !== '' && !/^\uFEFF?#/.test(line));

describeWithServer('the plan', ['openssl'], () => {
  it('of a run is in its JSON, and the script says what was proved', async () => {
    const folders = ['INBOX', '[Gmail]/All Mail', 'Public Folders/Sales'];
    const { check, read, port } = await folderWith(csvRows(3), { folders });
    const { status, stdout } = await check('--json', '--report', 'plan.ps1', '--report', 'report.json');
    expect(status).toBe(0);
    const report = JSON.parse(stdout);
    expect(validateReport(report)).toEqual([]);
    expect(report.plan).toMatchObject({
      endpoint: {
        server: 'localhost',
        port,
        security: 'ssl',
        acceptUntrustedCertificates: false,
        basis: 'assumed',
      },
      exclude: [
        { folder: '[Gmail]', mailboxes: 3, optional: false },
        { folder: 'Public Folders', mailboxes: 3, optional: false },
      ],
      batches: [{ name: 'users', file: 'users.csv', ranges: '1-3', whole: true }],
      heldBack: 0,
    });
    const script = await read('plan.ps1');
    expect(parsePowerShell(script).hasError).toBe(false);
    expect(code(script)).toEqual(report.plan.commands.filter((one: string) => !one.startsWith('#')));
    const [test, , , endpoint, batch] = code(script);
    expect(test).toContain(`-RemoteServer 'localhost' -Port ${port} -Security Ssl`);
    expect(endpoint).toContain('-MaxConcurrentMigrations 20 -MaxConcurrentIncrementalSyncs 10');
    expect(textsOf(batch ?? '')).toEqual([
      'users',
      `localhost-${port}-ssl`,
      'users.csv',
      '[Gmail]',
      'Public Folders',
    ]);
    const { stdout: text } = await check();
    expect(text).toContain(`\n  ${batch}\n`);
  });

  it('of STARTTLS, a certificate that nobody trusts, and a name that would be code', async () => {
    const name = "a'; Remove-Mailbox $(b) `c.csv";
    const { run, port } = await folderWith(csvRows(2), { security: 'tls' }, name);
    const args = ['--port', String(port), '--security', 'tls', '--accept-untrusted-certificates', '--json'];
    const { stdout } = await run(['check', name, ...LOCALHOST, ...args]);
    const { commands } = JSON.parse(stdout).plan;
    const { hasError, commands: called } = parsePowerShell(commands.join('\n'));
    expect(hasError).toBe(false);
    expect(called).not.toContain('Remove-Mailbox');
    const [test, , , endpoint, batch] = code(commands.join('\n'));
    expect(test).toContain(`-Port ${port} -Security Tls -AcceptUntrustedCertificates`);
    expect(endpoint).toContain(`-Port ${port} -Security Tls -AcceptUntrustedCertificates -Max`);
    expect(textsOf(batch ?? '')).toEqual(['a-Remove-Mailbox-b-c', `localhost-${port}-tls`, name]);
  });

  it('leads from the check to the files of its batches, and from a journal to the same script', async () => {
    const users = { user1: 'user1-password', user2: 'another', user3: 'user3-password' };
    const { check, run, read } = await folderWith(csvRows(3), { users });
    const reports = ['--report', 'report.json', '--report', 'plan.ps1', '--journal', 'run.ndjson'];
    expect((await check(...reports)).status).toBe(1);
    const { plan } = JSON.parse(await read('report.json'));
    const rejected = plan.heldBack;
    expect(rejected).toBe(1);
    const split = await run(['split', 'users.csv', '--plan', 'report.json', '--json']);
    expect(split.status).toBe(0);
    const { batches } = JSON.parse(split.stdout);
    expect(batches.map(({ rows }: { rows: number }) => rows)).toEqual([3 - rejected, rejected]);
    expect(await read('plan.ps1')).toContain(`-LiteralPath '${batches[0].file}'`);
    for (const source of ['run.ndjson', 'report.json']) {
      await run(['report', source, '--report', 'again.ps1']);
      expect(await read('again.ps1')).toBe(await read('plan.ps1'));
    }
    const everything = (await read('plan.ps1')) + (await read('report.json'));
    for (const [, , password] of csvRows(3)) expect(everything).not.toContain(password);
  });

  it('is none where the endpoint would not work, and the script says why', async () => {
    const { check, read } = await folderWith(csvRows(2), { security: 'none' });
    const { stdout } = await check('--json', '--report', 'plan.ps1');
    expect(JSON.parse(stdout).plan).toBeNull();
    const script = await read('plan.ps1');
    expect(code(script)).toEqual([expect.stringMatching(/^throw 'There is no migration plan: .+\.'$/)]);
    expect(parsePowerShell(script)).toEqual({ hasError: false, commands: [] });
  });
});

describe('without a server', () => {
  it('there is no plan', async () => {
    const cwd = await temporaryDirectory();
    await writeFile(join(cwd, 'users.csv'), csvText(csvRows(2)), { mode: 0o600 });
    const args = ['check', 'users.csv', '--json', '--report', 'plan.ps1'];
    const { status, stdout } = await runCli(args, { cwd });
    expect([status, JSON.parse(stdout).plan]).toEqual([0, null]);
    expect(await readFile(join(cwd, 'plan.ps1'), 'utf8')).toContain(
      "throw 'There is no migration plan: no server was given.'",
    );
  });

  it('the demo has one, without its passwords', async () => {
    const cwd = await temporaryDirectory();
    const { stdout } = await runCli(['demo', '--report', 'plan.ps1', '--verbose'], { cwd });
    expect(stdout).toContain('The plan\n');
    const script = await readFile(join(cwd, 'plan.ps1'), 'utf8');
    expect(parsePowerShell(script).hasError).toBe(false);
    for (const { password } of DEMO_MAILBOXES) expect(stdout + script).not.toContain(password);
  });
});

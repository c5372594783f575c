import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { contradictions, csvRows, LOCALHOST } from '../run/support.js';
import { describeWithServer } from '../servers/available.js';
import { scriptedServer } from '../servers/scripted.js';
import { runCli } from '../support/cli.js';
import { temporaryDirectory, writeCsv, writeTemporary } from '../support/files.js';
import { validateReport } from '../support/schema.js';

const ROWS = 20_000;

/** Says at the end how much memory the process ever had, in kilobytes. */
const METER =
  'process.on("exit", () => process.stderr.write("maxRSS " + process.resourceUsage().maxRSS + "\\n"));';

describeWithServer('20,000 equal failures', ['openssl'], () => {
  it('make a short text, valid JSON, and fit into memory', { timeout: 90_000 }, async () => {
    const server = await scriptedServer({
      security: 'none',
      commands: { LOGIN: ({ tag }) => `${tag} NO [AUTHENTICATIONFAILED] Authentication failed.` },
    });
    try {
      const json = join(await temporaryDirectory(), 'report.json');
      const route = [...LOCALHOST, '--port', String(server.port), '--security', 'none', '--allow-plaintext'];
      const args = ['check', await writeCsv(csvRows(ROWS)), ...route, '--report', json];
      const { status, stdout, stderr, ms } = await runCli(args, {
        env: { NODE_OPTIONS: `--import=${await writeTemporary('meter.mjs', METER)}` },
        timeoutMs: 80_000,
      });
      const megabytes = Number(/maxRSS (\d+)/.exec(stderr)?.[1]) / 1024;
      console.log(`${ROWS} rows in ${(ms / 1000).toFixed(1)} s, ${megabytes.toFixed(0)} MB`);
      expect(status).toBe(1);
      expect(stdout.split('\n').length).toBeLessThan(200);
      expect(stdout).toContain('20,000 of 20,000 rows');
      expect(megabytes).toBeLessThan(400);
      const report = JSON.parse(await readFile(json, 'utf8'));
      expect([...validateReport(report), ...contradictions(report)]).toEqual([]);
      expect(report.summary.rows).toMatchObject({ total: ROWS, failed: ROWS });
      expect(server.logins).toHaveLength(ROWS);
    } finally {
      await server.stop();
    }
  });
});

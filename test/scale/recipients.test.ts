import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { expect, it } from 'vitest';
import { contradictions, csvRows } from '../run/support.js';
import { runCli } from '../support/cli.js';
import { temporaryDirectory, writeCsv, writeTemporary } from '../support/files.js';

const ROWS = 5_000;

/** Says at the end how much memory the process ever had, in kilobytes. */
const METER =
  'process.on("exit", () => process.stderr.write("maxRSS " + process.resourceUsage().maxRSS + "\\n"));';

/** One in forty of them is in the batch. */
async function writeExport(path: string, recipients: number): Promise<string> {
  const stream = createWriteStream(path);
  let block = '"DisplayName","PrimarySmtpAddress","EmailAddresses","RecipientTypeDetails"\r\n';
  for (let number = 1; number <= recipients; number++) {
    const primary = `givenname.surname${number}@department.contoso.com`;
    const alias = number % 40 === 0 ? `user${number / 40}@contoso.com` : `alias${number}@contoso.com`;
    const proxies = `SMTP:${primary};smtp:${alias};SIP:${primary}`;
    block += `"Surname ${number}, Givenname","${primary}","${proxies}","UserMailbox"\r\n`;
    if (block.length < 1 << 20) continue;
    if (!stream.write(block)) await once(stream, 'drain');
    block = '';
  }
  stream.end(block);
  await finished(stream);
  return path;
}

it('200,000 recipients are compared in seconds, in the memory of few', { timeout: 120_000 }, async () => {
  const folder = await temporaryDirectory();
  const batch = await writeCsv([...csvRows(ROWS - 1), ['usr7@contoso.com', 'user', 'password']]);
  const NODE_OPTIONS = `--import=${await writeTemporary('meter.mjs', METER)}`;
  const check = async (recipients: number) => {
    const file = await writeExport(join(folder, `${recipients}.csv`), recipients);
    const args = ['check', batch, '--recipients', file, '--json'];
    const { stdout, stderr, ms } = await runCli(args, { env: { NODE_OPTIONS }, timeoutMs: 50_000 });
    const report = JSON.parse(stdout);
    expect(contradictions(report)).toEqual([]);
    return { report, ms, megabytes: Number(/maxRSS (\d+)/.exec(stderr)?.[1]) / 1024 };
  };
  const few = await check(ROWS);
  const { report, ms, megabytes } = await check(200_000);
  console.log(
    `${(ms / 1000).toFixed(1)} s, ${megabytes.toFixed(0)} MB; ${few.megabytes.toFixed(0)} MB with ${ROWS}`,
  );
  expect(few.report.summary.errors).toBe(ROWS - ROWS / 40);
  const errors = report.findings.filter(({ severity }: { severity: string }) => severity === 'error');
  expect(errors).toMatchObject([
    { code: 'target/recipient-not-found', location: { row: ROWS }, severity: 'error' },
  ]);
  expect(errors[0].fix.join()).toContain("'user7@contoso.com'");
  expect(ms).toBeLessThan(30_000);
  expect(megabytes).toBeLessThan(few.megabytes + 100);
});

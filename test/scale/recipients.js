// Time and memory of 500,000 recipients: the program with --recipients beside csv-parse alone over the same file.
// `npm run bench:recipients`; how many recipients and pairs may be given: `-- 500000 5`.
import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const BIN = join(ROOT, 'bin/imap-preflight.js');
const RECIPIENTS = Number(process.argv[2] ?? 500_000);
const PAIRS = Number(process.argv[3] ?? 5);
const ROWS = 50_000;

const STREAM = `
  import { createReadStream } from 'node:fs';
  import { parse } from 'csv-parse';
  let rows = 0;
  for await (const row of createReadStream(process.argv[1]).pipe(parse())) rows += row.length > 0 ? 1 : 0;
  if (rows !== ${RECIPIENTS + 1}) throw new Error(String(rows));`;

/** Says at the end of a process what it took. */
const METER = new URL('meter.js', import.meta.url).href;

const address = (number) => `givenname.surname${number}@department.contoso.com`;
const proxies = (number) => [
  `SMTP:${address(number)}`,
  `smtp:alias${number}@contoso.com`,
  `smtp:gs${number}@contoso.onmicrosoft.com`,
];

function csvRecord(number) {
  const cells = [`Given Surname ${number}`, address(number), proxies(number).join(';'), 'UserMailbox'];
  return `${[...cells, '100 GB (107,374,182,400 bytes)'].map((cell) => `"${cell}"`).join(',')}\r\n`;
}

function jsonRecord(number) {
  return JSON.stringify(
    {
      DisplayName: `Given Surname ${number}`,
      PrimarySmtpAddress: address(number),
      EmailAddresses: proxies(number),
      RecipientTypeDetails: 'UserMailbox',
      ProhibitSendReceiveQuota: '100 GB (107,374,182,400 bytes)',
    },
    undefined,
    4,
  );
}

async function write(path, first, record, between, last) {
  const stream = createWriteStream(path);
  let block = first;
  for (let number = 1; number <= RECIPIENTS; number++) {
    block += (number > 1 ? between : '') + record(number);
    if (block.length < 1 << 20) continue;
    if (!stream.write(block)) await new Promise((resolve) => stream.once('drain', resolve));
    block = '';
  }
  stream.end(block + last);
  await finished(stream);
  return path;
}

/** Rows by every tenth recipient; of the last ones as many as asked are misspelled. */
function batch(path, wrong) {
  const lines = ['EmailAddress,UserName,Password'];
  for (let row = 1; row <= ROWS; row++) {
    const one = address(1 + ((row * 10) % RECIPIENTS));
    lines.push(`${row > ROWS - wrong ? one.replace('givenname', 'givename') : one},user${row},Pa-${row}`);
  }
  writeFileSync(path, `${lines.join('\r\n')}\r\n`, { mode: 0o600 });
  return path;
}

/** Wall time and time of the processor in milliseconds, and the most memory in megabytes. */
function run(args) {
  const begun = performance.now();
  const options = { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe'] };
  const { status, stderr } = spawnSync(process.execPath, ['--import', METER, ...args], options);
  const ms = performance.now() - begun;
  const [, usage] = /^usage (.+)$/m.exec(String(stderr)) ?? [];
  if (status !== 0 || usage === undefined) throw new Error(`${args.join(' ')}: ${status} ${stderr}`);
  const { cpuMs, maxRss } = JSON.parse(usage);
  return { ms, cpuMs, megabytes: maxRss / 1024 };
}

function seconds(ms) {
  return (ms / 1000).toFixed(1);
}

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

const folder = mkdtempSync(join(tmpdir(), 'imap-preflight-bench-'));
try {
  console.log(`Node.js ${process.version}, ${cpus().length} cores, median of ${PAIRS} pairs`);
  const header =
    '"DisplayName","PrimarySmtpAddress","EmailAddresses","RecipientTypeDetails","ProhibitSendReceiveQuota"\r\n';
  const csv = await write(join(folder, 'recipients.csv'), header, csvRecord, '', '');
  const json = await write(join(folder, 'recipients.json'), '[\n', jsonRecord, ',\n', '\n]\n');
  const right = batch(join(folder, 'right.csv'), 0);
  const wrong = batch(join(folder, 'wrong.csv'), 100);
  const check = (users, file) => [
    ...[BIN, 'check', users, '--recipients', file],
    ...['--only', 'target', '--json', '--fail-on', 'never'],
  ];
  const bare = ['--input-type=module', '--eval', STREAM, csv];
  const alone = [];
  for (const [name, args] of [
    ['CSV', check(right, csv)],
    ['CSV, 100 addresses misspelled', check(wrong, csv)],
    ['JSON', check(right, json)],
  ]) {
    const pairs = Array.from({ length: PAIRS }, () => ({ bare: run(bare), ours: run(args) }));
    alone.push(...pairs.map((pair) => pair.bare));
    const of = (figure) => median(pairs.map(({ ours }) => ours[figure]));
    // Of the processor: a machine that is busy with other things says nothing by the clock.
    const ratio = median(pairs.map((pair) => pair.ours.cpuMs / pair.bare.cpuMs)).toFixed(2);
    console.log(
      `${RECIPIENTS} recipients, ${ROWS} rows, ${name}: ${seconds(of('ms'))} s, ${seconds(of('cpuMs'))} s of the processor, ` +
        `${of('megabytes').toFixed(0)} MB; ${ratio} times csv-parse over the CSV`,
    );
  }
  const size = (path) => `${(statSync(path).size / 1e6).toFixed(0)} MB`;
  const bareCpu = median(alone.map(({ cpuMs }) => cpuMs));
  console.log(
    `csv-parse alone: ${seconds(bareCpu)} s of the processor; CSV ${size(csv)}, JSON ${size(json)}`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

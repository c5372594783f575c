// Ratios of whole processes, taken in turn: a check of a CSV against csv-parse alone over the same file, and the start
// of the program against that of Node.js. `npm run bench:csv`; the number of pairs may be given, 11 by default.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const BIN = join(ROOT, 'bin/imap-preflight.js');
const PAIRS = Number(process.argv[2] ?? 11);
const ROWS = 50_000;
const BYTES = 10 * 1024 * 1024;

const STREAM = `
  import { createReadStream } from 'node:fs';
  import { parse } from 'csv-parse';
  let rows = 0;
  for await (const row of createReadStream(process.argv[1]).pipe(parse())) rows += row.length > 0 ? 1 : 0;
  if (rows !== ${ROWS + 1}) throw new Error(String(rows));`;

const SYNC = `
  import { readFileSync } from 'node:fs';
  import { parse } from 'csv-parse/sync';
  if (parse(readFileSync(process.argv[1])).length !== ${ROWS + 1}) throw new Error();`;

/** Prints on standard error how much memory the process ever had, in kilobytes. */
const METER =
  'data:text/javascript,process.on("exit",()=>process.stderr.write("maxRSS "+process.resourceUsage().maxRSS))';

/** 50,000 rows of as many octets as 10 MB allow. */
function batch(quote) {
  const lines = ['EmailAddress,UserName,Password'];
  const room = Math.floor((BYTES - 200) / ROWS) - 2;
  for (let row = 1; row <= ROWS; row++) {
    const address = `givenname.surname${row}@department.contoso.com`;
    const rest = room - 2 * address.length - (quote === '' ? 2 : 8);
    lines.push(
      [address, address, `Pa-${row}-`.padEnd(rest, 'x')].map((cell) => quote + cell + quote).join(','),
    );
  }
  return lines.map((line) => `${line}\r\n`).join('');
}

function run(args, nodeArgs = []) {
  const begun = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [...nodeArgs, ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ms = performance.now() - begun;
  if (status !== 0) throw new Error(`${args.join(' ')}: ${status} ${stderr}`);
  return { ms, megabytes: Number(/maxRSS (\d+)/.exec(String(stderr))?.[1]) / 1024 };
}

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

/** The median of the ratios of pairs, so that a machine that slows down slows both. */
function compare(name, ours, bare) {
  const pairs = Array.from({ length: PAIRS }, () => ({ bare: run(bare), ours: run(ours) }));
  const ratio = median(pairs.map((pair) => pair.ours.ms / pair.bare.ms)).toFixed(2);
  const [our, their] = ['ours', 'bare'].map((key) => median(pairs.map((pair) => pair[key].ms)).toFixed(0));
  // Not while the time is taken: the meter takes some of its own.
  const { megabytes } = run(ours, ['--import', METER]);
  console.log(`${name}: ${ratio} times (${our} ms to ${their} ms), ${megabytes.toFixed(0)} MB`);
}

const folder = mkdtempSync(join(tmpdir(), 'imap-preflight-bench-'));
try {
  console.log(`Node.js ${process.version}, ${cpus().length} cores, median of ${PAIRS} pairs`);
  for (const [kind, quote] of [
    ['plain values', ''],
    ['quoted values', '"'],
  ]) {
    const file = join(folder, 'users.csv');
    const text = batch(quote);
    writeFileSync(file, text, { mode: 0o600 });
    const check = [BIN, 'check', file, '--only', 'csv', '--json'];
    for (const [way, script] of [
      ['streaming', STREAM],
      ['in one piece', SYNC],
    ]) {
      const bare = ['--input-type=module', '--eval', script, file];
      compare(`check of ${ROWS} rows, ${text.length} bytes, ${kind}, to csv-parse ${way}`, check, bare);
    }
  }
  const node = ['--eval', '0'];
  compare('--version, to node -e 0', [BIN, '--version'], node);
  compare('explain, to node -e 0', [BIN, 'explain', 'login/rejected'], node);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

// Runs a measurement: `node test/scale/bench.js sign-in`, `memory` or `audit`, once the program is built. Each option
// is also taken from the environment, as BENCH_ROUNDS and so on.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startVitest } from 'vitest/node';

const OPTIONS = {
  /** A target that is missed fails the run. */
  strict: { type: 'boolean' },
  /** `loopback`, `latency` or both, with a comma between. */
  scenes: { type: 'string' },
  /** Numbers of connections: of 20, 1 and 100. */
  concurrency: { type: 'string' },
  /** Of ours, imaplib, floor and stock. */
  contestants: { type: 'string' },
  rounds: { type: 'string' },
  rows: { type: 'string' },
  /** Dovecot uses its processes again, in place of one for each session as it does where nobody says otherwise. */
  reuse: { type: 'boolean' },
  /** Path of another build of the program. */
  bin: { type: 'string' },
};

const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
for (const [name, value] of Object.entries(values)) {
  process.env[`BENCH_${name.toUpperCase()}`] = value === true ? '1' : value;
}
const config = fileURLToPath(new URL('vitest.config.ts', import.meta.url));
const files = positionals.map((name) => fileURLToPath(new URL(`${name}.ts`, import.meta.url)));
const vitest = await startVitest('test', files, { config, watch: false });
await vitest.close();

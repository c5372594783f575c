import process from 'node:process';
import { main } from './cli/main.js';
import { watchSignals } from './cli/signals.js';

const interruption = watchSignals(process, (text) => {
  process.stderr.write(`${text}\n`);
});

// A reader of standard error that has gone away is no reason to end otherwise than planned.
process.stderr.on('error', () => {});

await main(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  platform: process.platform,
  interruption,
  // process.exit() would cut what is still on its way to a pipe.
  setStatus: (status) => {
    process.exitCode = status;
  },
});

interruption.dispose();

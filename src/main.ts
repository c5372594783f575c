import { TOOL } from './version.js';

// The global `process`: to import it as a module reads all that it has, which takes longer than to answer.

// A reader that has gone away is no reason to end otherwise than planned; what was meant for it is lost either way.
process.stderr.on('error', () => {});

const args = process.argv.slice(2);
if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
  // Answered before anything is loaded. The parser knows the flag too, for the help and beside other arguments.
  process.stdout.on('error', () => {});
  process.stdout.write(`${TOOL.version}\n`);
} else {
  await start();
}

async function start(): Promise<void> {
  const { main, watchSignals } = await import('./cli/main.js');
  const interruption = watchSignals(process, (text) => {
    process.stderr.write(`${text}\n`);
  });
  await main(args, {
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
}

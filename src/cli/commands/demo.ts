import type { BatchSource } from '../../batch/source.js';
import { DEMO_AUTHORITY } from '../../demo/certificate.js';
import { demoCsv } from '../../demo/mailboxes.js';
import { startDemoServer } from '../../demo/server.js';
import type { CliIo } from '../io.js';
import { type CheckFlags, checkSettings } from '../settings.js';
import { runAndReport } from './check.js';

/** `check --audit` with a batch and a server of our own: real sockets and real TLS on loopback. */
export async function demoCommand(flags: CheckFlags, io: CliIo): Promise<void> {
  const server = await startDemoServer();
  try {
    const target = { server: 'localhost', port: String(server.port), allowPrivateAddress: true, audit: true };
    const settings = checkSettings(['demo.csv'], { ...flags, ...target });
    settings.run.authorities = [DEMO_AUTHORITY];
    await runAndReport([demoSource()], settings, io);
  } finally {
    await server.close();
  }
}

function demoSource(): BatchSource {
  const content = Buffer.from(demoCsv(), 'utf8');
  return {
    file: 'demo.csv',
    bytes: content.length,
    async *read() {
      yield content;
    },
  };
}

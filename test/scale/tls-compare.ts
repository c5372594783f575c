import { expect, it } from 'vitest';
import { describeWithServer } from '../servers/available.js';
import { ours, PORTS, type Seen, sslscan, testssl } from './tls-compare.tools.js';

/** One line of a table: what each tool found, its time, and how many times ours that is. */
function line(name: string, seen: Record<string, Seen>): string {
  const own = seen.ours?.ms ?? Number.NaN;
  const cells = Object.entries(seen).map(([tool, { versions, ms }]) => {
    const found = versions.map((version) => version.replace('TLSv', '')).join(' ');
    return `${tool} ${found.padEnd(15)} ${ms.toFixed(0).padStart(6)} ms x${(ms / own).toFixed(2).padEnd(6)}`;
  });
  return [name.padEnd(24), ...cells].join(' | ');
}

describeWithServer('TLS versions by tool', ['sslscan', 'testssl', 'stunnel', 'dovecot', 'openssl'], () => {
  it.each(PORTS)('%s', { timeout: 120_000 }, async (name, versions, start) => {
    const port = await start();
    // In turn, so that none takes time from another.
    const seen = { ours: await ours(port), sslscan: await sslscan(port), testssl: await testssl(port) };
    process.stdout.write(`${line(name, seen)}\n`);
    for (const { versions: found } of Object.values(seen)) expect(found).toEqual(versions);
  });
});

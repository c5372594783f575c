import { expect, it } from 'vitest';
import { ours, PORTS, sslscan, testssl } from '../scale/tls-compare.tools.js';
import { describeWithServer } from '../servers/available.js';

describeWithServer('TLS versions as sslscan sees them', ['sslscan', 'stunnel', 'dovecot', 'openssl'], () => {
  it.each(PORTS)('%s', async (_name, versions, start) => {
    const port = await start();
    const theirs = await sslscan(port);
    expect(theirs.versions).toEqual(versions);
    expect((await ours(port)).versions).toEqual(theirs.versions);
  });
});

// It takes some ten seconds a port.
const FEW = PORTS.filter(([name]) => ['stunnel, TLSv1.2 alone', 'all versions, STARTTLS'].includes(name));

describeWithServer('TLS versions as testssl.sh sees them', ['testssl', 'stunnel', 'openssl'], () => {
  it.each(FEW)('%s', { timeout: 60_000 }, async (_name, versions, start) => {
    const port = await start();
    const theirs = await testssl(port);
    expect(theirs.versions).toEqual(versions);
    expect((await ours(port)).versions).toEqual(theirs.versions);
  });
});

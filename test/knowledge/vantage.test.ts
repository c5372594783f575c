import { describe, expect, it } from 'vitest';
import { placed, vantageOf } from '../../src/knowledge/vantage.js';
import { finding } from '../../src/model/finding.js';

const server = 'imap.contoso.com';

describe('a finding', () => {
  it('about the file or the public DNS holds for Exchange Online, wherever the server was seen from', () => {
    for (const found of [finding('csv/no-rows', {}), finding('dns/not-resolvable', { server })]) {
      expect(vantageOf(placed(found, 'here'))).toBe('microsoft');
    }
  });

  it('about the way through the network was seen from here alone', () => {
    const found = finding('tcp/timeout', { server, ports: [993], seconds: 15 });
    expect(vantageOf(placed(found, 'microsoft'))).toBe('here');
  });

  it('about the server holds where Exchange Online reaches the same one', () => {
    const found = finding('tls/legacy-only', { server, versions: ['TLSv1'], exchange2010: true });
    expect(vantageOf(found)).toBe('here');
    expect(vantageOf(placed(found, 'here'))).toBe('here');
    expect(vantageOf(placed(found, 'microsoft'))).toBe('microsoft');
  });

  it('that says so itself is believed', () => {
    const found = finding('dns/not-resolvable', { server }, { vantage: 'here' });
    expect(vantageOf(placed(found, 'microsoft'))).toBe('here');
  });
});

import { getCiphers } from 'node:tls';
import { describe, expect, it } from 'vitest';
import {
  CERTIFICATE,
  CIPHER_SUITES,
  CONCURRENCY,
  CONNECT_TIMEOUT,
  CSV_LIMITS,
  CURVES,
  LISTED_CIPHERS,
} from '../../src/knowledge/exchange-online.js';

describe('Exchange Online as dated data', () => {
  it('keeps the figures of the contract', () => {
    expect(CSV_LIMITS).toMatchObject({ maxRows: 50_000, maxBytes: 10_485_760, advisedRows: 2_500 });
    expect(CONNECT_TIMEOUT.seconds).toBe(15);
    expect(CONCURRENCY).toMatchObject({ migrations: 20, incrementalSyncs: 10, maximum: 100 });
    expect(CERTIFICATE).toMatchObject({ minRsaBits: 2048, expiryWarningDays: 30 });
  });

  it('dates each figure and names its source', () => {
    for (const data of [CSV_LIMITS, CONNECT_TIMEOUT, CONCURRENCY, CIPHER_SUITES, CURVES, CERTIFICATE]) {
      expect(data.asOf).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(data.source).toMatch(/^https:\/\//);
    }
  });

  it('lists eight suites that OpenSSL knows, strongest first, and the twins of those with ECDHE', () => {
    const known = getCiphers().map((name) => name.toUpperCase());
    expect(LISTED_CIPHERS.split(':')).toHaveLength(8);
    expect(LISTED_CIPHERS.startsWith('ECDHE-RSA-AES256-GCM-SHA384:')).toBe(true);
    const ecdsa = CIPHER_SUITES.ecdsaTwins.map((suite) => suite.openssl);
    for (const name of [...LISTED_CIPHERS.split(':'), ...ecdsa]) expect(known).toContain(name);
    const twins = CIPHER_SUITES.listed
      .filter((suite) => suite.forwardSecrecy)
      .map((suite) => suite.openssl.replace('-RSA-', '-ECDSA-'));
    expect(ecdsa).toEqual(twins);
  });
});

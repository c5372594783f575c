import { expect, it } from 'vitest';
import { checkTcp, chooseRoute, portResults } from '../../src/checks/tcp.js';
import type { PortState } from '../../src/model/endpoint.js';
import type { TcpEvidence } from '../../src/model/evidence.js';

function evidence(...attempts: [address: string, port: number, state: PortState][]): TcpEvidence {
  return {
    server: 'imap.contoso.com',
    seconds: 15,
    attempts: attempts.map(([address, port, state], ms) => ({ address, port, state, ms })),
  };
}

const WANTED = [
  { port: 993, security: 'ssl' },
  { port: 143, security: 'tls' },
] as const;

it.each<[string, TcpEvidence, boolean, object[]]>([
  ['both open', evidence(['a', 993, 'open'], ['a', 143, 'open']), true, []],
  ['993 alone', evidence(['a', 993, 'open'], ['a', 143, 'refused']), true, []],
  ['143 alone', evidence(['a', 993, 'timeout'], ['a', 143, 'open']), true, [{ code: 'tcp/only-143' }]],
  ['143 as asked', evidence(['a', 143, 'open']), false, []],
  [
    'one dead address of two',
    evidence(['203.0.113.7', 993, 'timeout'], ['203.0.113.8', 993, 'open']),
    false,
    [
      {
        code: 'tcp/timeout',
        rating: 'warning',
        args: { ports: [993], addresses: ['203.0.113.7'], answering: 1 },
        evidence: { detail: '203.0.113.7 port 993 no answer (0 ms), 203.0.113.8 port 993 open (1 ms)' },
      },
    ],
  ],
  [
    'dead addresses of two kinds',
    evidence(['a', 993, 'refused'], ['b', 993, 'unreachable'], ['c', 993, 'open'], ['d', 993, 'refused']),
    false,
    [
      { code: 'tcp/refused', rating: 'warning', args: { addresses: ['a', 'd'], answering: 1 } },
      { code: 'tcp/unreachable', rating: 'warning', args: { addresses: ['b'], answering: 1 } },
    ],
  ],
  [
    'dead on a port that is not used',
    evidence(['a', 993, 'open'], ['b', 993, 'open'], ['a', 143, 'open'], ['b', 143, 'refused']),
    true,
    [],
  ],
  [
    'dead on 143, which is used',
    evidence(['a', 993, 'refused'], ['b', 993, 'refused'], ['a', 143, 'open'], ['b', 143, 'refused']),
    true,
    [{ code: 'tcp/only-143' }, { code: 'tcp/refused', rating: 'warning', args: { ports: [143] } }],
  ],
  [
    'no way to IPv6 beside IPv4',
    evidence(['203.0.113.7', 993, 'open'], ['2001:db8::7', 993, 'unreachable']),
    false,
    [],
  ],
  [
    'IPv6 that is refused beside IPv4',
    evidence(['203.0.113.7', 993, 'open'], ['2001:db8::7', 993, 'refused']),
    false,
    [{ code: 'tcp/refused', rating: 'warning' }],
  ],
  ['localhost', evidence(['127.0.0.1', 993, 'open'], ['::1', 993, 'refused']), false, []],
  [
    'no way to a server with IPv6 alone',
    evidence(['2001:db8::7', 993, 'unreachable'], ['2001:db8::8', 993, 'unreachable']),
    false,
    [{ code: 'tcp/unreachable', rating: 'inconclusive', args: { ipv6Only: true } }],
  ],
  ['refused', evidence(['a', 993, 'refused']), false, [{ code: 'tcp/refused', args: { ports: [993] } }]],
  [
    'refused by one, silence of the other',
    evidence(['a', 993, 'timeout'], ['b', 993, 'refused']),
    false,
    [{ code: 'tcp/refused' }],
  ],
  [
    'silence',
    evidence(['a', 993, 'timeout'], ['a', 143, 'timeout']),
    true,
    [{ code: 'tcp/timeout', args: { ports: [993, 143], seconds: 15 } }],
  ],
  [
    'of every kind',
    evidence(['a', 993, 'timeout'], ['a', 143, 'unreachable']),
    true,
    [{ code: 'tcp/timeout' }, { code: 'tcp/unreachable', args: { ports: [143] } }],
  ],
])('%s', (_name, seen, probed, expected) => {
  const found = checkTcp(seen, probed);
  expect(found).toMatchObject(expected);
  expect(found).toHaveLength(expected.length);
});

it('takes the best of the addresses for a port', () => {
  expect(portResults(evidence(['a', 993, 'timeout'], ['b', 993, 'open'], ['c', 993, 'refused']))).toEqual([
    { port: 993, state: 'open', ms: 1 },
  ]);
});

it('prefers 993 and takes the first address that answers', () => {
  const seen = evidence(['a', 993, 'refused'], ['a', 143, 'open'], ['b', 993, 'open'], ['b', 143, 'open']);
  expect(chooseRoute(seen, WANTED)).toEqual({ address: 'b', port: 993, security: 'ssl' });
  expect(chooseRoute(evidence(['a', 993, 'timeout'], ['a', 143, 'open']), WANTED)).toMatchObject({
    port: 143,
  });
  expect(chooseRoute(evidence(['a', 993, 'timeout']), WANTED)).toBeUndefined();
});

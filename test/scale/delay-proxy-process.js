// Passes connections on to a port of 127.0.0.1 with a round-trip time: `node delay-proxy-process.js <port> <milliseconds>`,
// started by delay-proxy.ts. Lean, because it shares the cores with what is measured: one timer for all that waits.
import { connect, createServer } from 'node:net';

const [to, roundTripMs] = process.argv.slice(2).map(Number);

/** What waits, by the millisecond in which it is due. Nothing is due later than this ring lasts. */
const RING = Array.from({ length: 4 * roundTripMs + 2000 }, () => []);
let waiting = 0;
let looked = 0;

function later(due, action) {
  if (waiting === 0) {
    looked = Math.floor(performance.now());
    setTimeout(look, 1);
  }
  waiting++;
  // The next slot is the soonest that is still looked at; the order within a connection is that of the calls.
  RING[Math.max(due, looked + 1) % RING.length].push(action);
}

function look() {
  const now = Math.floor(performance.now());
  for (; looked < now && waiting > 0; ) {
    const slot = ++looked % RING.length;
    const actions = RING[slot];
    if (actions.length === 0) continue;
    RING[slot] = [];
    waiting -= actions.length;
    for (const action of actions) action();
  }
  if (waiting > 0) setTimeout(look, 1);
}

/**
 * The handshake of TCP, which is answered by the system at once, is made up for by holding back the first octets of
 * a connection for one more round trip.
 */
function pass(from, towards, opens) {
  const due = () => Math.ceil(Math.max(performance.now(), opens) + roundTripMs / 2);
  from.on('data', (chunk) => later(due(), () => towards.writable && towards.write(chunk)));
  from.on('end', () => later(due(), () => towards.end()));
}

const OPTIONS = { noDelay: true, allowHalfOpen: true };

const server = createServer(OPTIONS, (client) => {
  const upstream = connect({ port: to, host: '127.0.0.1', ...OPTIONS });
  const opens = performance.now() + roundTripMs;
  const end = () => {
    client.destroy();
    upstream.destroy();
  };
  for (const socket of [client, upstream]) socket.on('error', end);
  pass(client, upstream, opens);
  pass(upstream, client, opens);
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 511 }, () =>
  process.send({ port: server.address().port }),
);

process.on('message', () => {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  process.send({ cpuMs: (userCPUTime + systemCPUTime) / 1000 });
});
process.on('disconnect', () => process.exit());

import { availableParallelism, loadavg } from 'node:os';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { csvRows } from '../run/support.js';
import { describeWithServer } from '../servers/available.js';
import { type Dovecot, dovecot } from '../servers/dovecot.js';
import { writeCsv } from '../support/files.js';
import { type DelayProxy, delayProxy } from './delay-proxy.js';
import { absence, CONTESTANTS, type Contestant, type Race, race, start } from './sign-in.contestants.js';
import { type Metric, type Round, ratios, table } from './sign-in.table.js';
import { assertTargets } from './targets.js';

const ROUND_TRIP_MS = 50;

/** bench.js tells what may be chosen. */
const { BENCH_SCENES, BENCH_CONCURRENCY, BENCH_CONTESTANTS, BENCH_ROUNDS, BENCH_ROWS } = process.env;
const SCENES = BENCH_SCENES?.split(',') ?? ['loopback', 'latency'];
const CONCURRENCY = (BENCH_CONCURRENCY?.split(',') ?? [20, 1, 100]).map(Number);
const WANTED = CONTESTANTS.filter((name) => BENCH_CONTESTANTS?.split(',').includes(name) ?? true);
const PRESENT = WANTED.filter((name) => absence(name) === undefined);

/** Few rows where they come one after the other, and more where they take little time. */
function size(scene: string, connections: number): { rows: number; rounds: number } {
  const few = scene === 'latency' ? 20 : 200;
  const many = scene === 'latency' ? 400 : 1000;
  return {
    rows: Number(BENCH_ROWS ?? (connections === 1 ? few : many)),
    rounds: Number(BENCH_ROUNDS ?? (connections === 20 ? 5 : 3)),
  };
}

/** At a concurrency of 20, which is Exchange Online's own. */
const TARGETS: readonly { scene: string; metric: Metric; to: Contestant; least?: number; most?: number }[] = [
  { scene: 'latency', metric: 'rows/s', to: 'imaplib', least: 1.5 },
  { scene: 'latency', metric: 'rows/s', to: 'floor', least: 0.85 },
  { scene: 'loopback', metric: 'rows/s', to: 'imaplib', least: 1 },
  { scene: 'loopback', metric: 'less start', to: 'floor', most: 1.5 },
];

/**
 * Room for all connections of a scene, and for those that the scene before it leaves behind. Dovecot starts a process
 * for each session, as it does where nobody says otherwise; with BENCH_REUSE it uses its processes again.
 */
const SETTINGS = `
mail_fsync = never
default_client_limit = 4000
service imap {
  process_limit = 1000
  service_count = ${process.env.BENCH_REUSE === '1' ? 0 : 1}
}
service auth {
  client_limit = 8000
}
service anvil {
  client_limit = 4000
}
`;

/** The contestants in turn, each round beginning with another of them. */
async function compare(full: Race, nobody: string, rounds: number, rows: number): Promise<Round[]> {
  const done: Round[] = [];
  for (let number = 0; number < rounds; number++) {
    const round: Round = {};
    for (let turn = 0; turn < PRESENT.length; turn++) {
      const name = PRESENT[(number + turn) % PRESENT.length] as Contestant;
      const lap = { full: await race(name, full), start: await start(name, full, nobody) };
      expect(lap.full.signedIn, `rows that ${name} signed in to`).toBe(rows);
      round[name] = lap;
    }
    done.push(round);
  }
  return done;
}

describeWithServer('sign-ins', ['dovecot', 'openssl'], () => {
  let server: Dovecot;
  let proxy: DelayProxy;
  const measured = new Map<string, Round[]>();

  beforeAll(async () => {
    const sizes = SCENES.flatMap((scene) => CONCURRENCY.map((connections) => size(scene, connections).rows));
    server = await dovecot({ users: Math.max(...sizes), maxUserIpConnections: 1000, extra: SETTINGS });
    proxy = await delayProxy(server.imaps, ROUND_TRIP_MS);
    const load = loadavg()[0]?.toFixed(1);
    console.log(`Node.js ${process.version}, ${availableParallelism()} cores, load before ${load}`);
    for (const name of WANTED) if (absence(name) !== undefined) console.log(absence(name));
  });

  afterAll(async () => {
    proxy.stop();
    await server.stop();
  });

  it('begins with mailboxes that are there', { timeout: 120_000 }, async () => {
    const file = await writeCsv(csvRows(server.users.length));
    const { signedIn } = await race('ours', { port: server.imaps, connections: 20, file });
    expect(signedIn).toBe(server.users.length);
  });

  for (const connections of CONCURRENCY) {
    it.each(SCENES)(`%s, concurrency ${connections}`, { timeout: 900_000 }, async (scene) => {
      const { rows, rounds } = size(scene, connections);
      const [file, nobody] = [await writeCsv(csvRows(rows)), await writeCsv([])];
      const port = scene === 'latency' ? proxy.port : server.imaps;
      const before = await proxy.cpuMs();
      const begun = performance.now();
      const done = await compare({ port, connections, file }, nobody, rounds, rows);
      measured.set(`${scene} ${connections}`, done);
      console.log(`\n${scene}, concurrency ${connections}, ${rows} rows, median of ${rounds} rounds`);
      console.log(table(done, PRESENT));
      const share = ((await proxy.cpuMs()) - before) / (performance.now() - begun);
      if (scene === 'latency') console.log(`the proxy took ${(share * 100).toFixed(0)} % of a core`);
    });
  }

  it('meets its targets', () => {
    const bounds = TARGETS.map(({ scene, metric, to, ...bound }) => ({
      ...bound,
      name: `${scene}, ${metric === 'less start' ? 'CPU less the start' : metric}, ours/${to}`,
      values: ratios(measured.get(`${scene} 20`) ?? [], metric, 'ours', to),
    }));
    console.log('');
    assertTargets(bounds);
  });
});

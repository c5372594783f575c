import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireProgram } from './available.js';
import { onFreePorts, processDirectory, startDaemon } from './process.js';

export interface UnboundOptions {
  /** Records by zone, in the form of a zone file (RFC 1035 section 5) without the SOA and NS records. */
  zones: Record<string, string>;
  /** Names whose questions get no answer. */
  silent?: readonly string[];
  /** Names whose questions are refused (REFUSED). */
  refused?: readonly string[];
  /** Zones that should be signed and are not (DNSSEC), so that every question fails (SERVFAIL). */
  bogus?: readonly string[];
}

export interface Unbound {
  port: number;
  /** `127.0.0.1:port`, as `--resolver` takes it. */
  address: string;
  log(): string;
  stop(): Promise<void>;
}

/** A recursive resolver over UDP and TCP on a free port of 127.0.0.1 that knows these zones and no others. */
export async function unbound(options: UnboundOptions): Promise<Unbound> {
  const program = requireProgram('unbound');
  const { path: directory, remove } = processDirectory('unbound');
  const config = join(directory, 'unbound.conf');
  // Where AppArmor is on, Debian's profile keeps the program at its own path from reading a configuration elsewhere.
  const copy = join(directory, 'unbound');
  try {
    copyFileSync(program, copy);
    for (const [zone, records] of Object.entries({ ...options.zones, ...ROOT })) {
      writeFileSync(join(directory, `${zone}.zone`), zoneFile(zone, records));
    }
    return await onFreePorts(1, async ([port = 0]) => {
      writeFileSync(config, configuration(directory, port, options));
      const daemon = await startDaemon(copy, ['-d', '-c', config], /start of service/);
      return {
        port,
        address: `127.0.0.1:${port}`,
        log: daemon.log,
        stop: () => daemon.stop().finally(remove),
      };
    });
  } catch (error) {
    remove();
    throw error;
  }
}

/** A root without any zone, so that nobody outside is asked for the others. */
const ROOT = { root: '' };

function absolute(zone: string): string {
  return zone === 'root' ? '.' : `${zone}.`;
}

function zoneFile(zone: string, records: string): string {
  return `$ORIGIN ${absolute(zone)}
$TTL 60
@ IN SOA ns admin 1 3600 600 86400 60
@ IN NS ns
${records}
`;
}

/** Zones that Unbound answers for by itself unless it is told not to. */
const LOCAL_BY_DEFAULT = ['test', 'localhost'];

/** Zones are resolved by the iterator as those of the Internet are, so that aliases into other zones are followed. */
function configuration(
  directory: string,
  port: number,
  { zones, silent = [], refused = [], bogus = [] }: UnboundOptions,
): string {
  return `server:
  interface: 127.0.0.1
  port: ${port}
  do-daemonize: no
  chroot: ""
  username: ""
  directory: "${directory}"
  pidfile: ""
  use-syslog: no
  logfile: ""
  verbosity: 1
  num-threads: 1
  module-config: "validator iterator"
  do-ip6: no
  unblock-lan-zones: yes
${LOCAL_BY_DEFAULT.map((zone) => `  local-zone: "${zone}." nodefault\n`).join('')}
${silent.map((name) => `  local-zone: "${name}." deny\n`).join('')}
${refused.map((name) => `  local-zone: "${name}." refuse\n`).join('')}
${bogus.map((zone) => `  trust-anchor: "${zone}. DS 1 8 2 ${'00'.repeat(32)}"\n`).join('')}
remote-control:
  control-enable: no
${Object.keys({ ...zones, ...ROOT })
  .map(
    (zone) => `auth-zone:
  name: "${absolute(zone)}"
  zonefile: "${directory}/${zone}.zone"
  for-downstream: no
  for-upstream: yes
  fallback-enabled: no
`,
  )
  .join('')}`;
}

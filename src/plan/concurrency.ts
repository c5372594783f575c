import { CONCURRENCY } from '../knowledge/exchange-online.js';
import { serverProfile } from '../knowledge/servers.js';
import { usualLimit } from '../knowledge/usual-connections.js';
import type { Endpoint } from '../model/endpoint.js';
import type { Finding } from '../model/finding.js';
import type { PlannedEndpoint } from '../model/plan.js';

type Concurrency = Pick<
  PlannedEndpoint,
  'maxConcurrentMigrations' | 'maxConcurrentIncrementalSyncs' | 'basis'
>;

/**
 * How many mailboxes may be read at once. A number at which the server turned connections away is the limit; one
 * that it bore without that is taken where it is at least what Exchange Online opens anyway.
 */
export function concurrencyOf(endpoint: Endpoint, findings: readonly Finding[]): Concurrency {
  const { migrations, maximum } = CONCURRENCY;
  const { capacity, connections, software, adminRows = 0 } = endpoint;
  const probedWall = capacity !== undefined && capacity.held < capacity.asked && !isOfOneAccount(findings);
  const seenWall = connections?.limited === true;
  const probed = capacity?.held ?? 0;
  const seen = connections?.held ?? 0;
  if (probedWall && !(seenWall && seen < probed)) return within(probed, 'probed');
  if (seenWall) return within(seen, 'seen');
  if (Math.max(probed, seen) >= migrations)
    return within(Math.max(probed, seen), probed >= seen ? 'probed' : 'seen');
  const usual = usualLimit(serverProfile(software), adminRows > 0)?.limit ?? maximum;
  return usual < migrations ? within(usual, 'known') : within(migrations, 'assumed');
}

function within(limit: number, basis: Concurrency['basis']): Concurrency {
  const { migrations, incrementalSyncs, maximum } = CONCURRENCY;
  const most = Math.max(1, Math.min(limit, maximum));
  // As Exchange Online has it unless told otherwise: one incremental sync for two migrations.
  const syncs = Math.max(1, Math.floor((most * incrementalSyncs) / migrations));
  return { maxConcurrentMigrations: most, maxConcurrentIncrementalSyncs: Math.min(syncs, most), basis };
}

/** The probe met a limit of the account that it signed in with, and the migration reads each mailbox with its own. */
function isOfOneAccount(findings: readonly Finding[]): boolean {
  return findings.some((one) => one.code === 'imap/connection-limit' && one.args.ownAccounts === true);
}

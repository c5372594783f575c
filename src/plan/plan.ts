import { GMAIL_BANDWIDTH } from '../knowledge/exchange-online.js';
import { planNotes } from '../knowledge/plan-words.js';
import type { Endpoint } from '../model/endpoint.js';
import type { Plan, PlanFacts, PlannedEndpoint } from '../model/plan.js';
import type { Report } from '../model/report.js';
import { batchesOf } from './batches.js';
import { commandsOf } from './commands.js';
import { concurrencyOf } from './concurrency.js';
import { FolderCount } from './folders.js';
import { obstacleTo } from './obstacle.js';
import { classOf, daysOf, surveyRows } from './rows.js';

/** How the batch of a finished run can be migrated; undefined where `obstacleTo` says why not. Goes over the rows once. */
export function planOf(report: Omit<Report, 'plan'>): Plan | undefined {
  const { endpoint, batches, findings, rows, wishes } = report;
  if (endpoint === undefined || obstacleTo(report) !== undefined) return undefined;
  const folders = new FolderCount(findings);
  const { files, heldBack, totals, largest } = surveyRows(batches, rows, (row) => folders.look(row));
  const planned = batchesOf(files, wishes?.batchName);
  if (planned.length === 0) return undefined;
  const days = largest[0] && daysOf(classOf(largest[0].bytes));
  return worded({
    endpoint: { ...plannedServer(endpoint, report), ...concurrencyOf(endpoint, findings) },
    ...(totals === undefined ? {} : { totals }),
    largest,
    ...folders.result(),
    batches: planned,
    heldBack,
    ...(findings.some(({ code }) => code === 'csv/unknown-column') ? { unknownColumns: true } : {}),
    ...(days === undefined ? {} : { days }),
    ...(endpoint.software === 'gmail' ? { gmail: gmailOf(largest[0]?.bytes, folders.onlyThere) } : {}),
  });
}

/** The plan with what follows from it. */
export function worded(facts: PlanFacts): Plan {
  return { ...facts, notes: planNotes(facts), commands: commandsOf(facts) };
}

/** Letters of a name that are sure to be taken; for endpoints Microsoft tells no limit, for batches this one. */
const LONGEST_NAME = 64;

function plannedServer(
  { server, port = 993, security = 'ssl' }: Endpoint,
  { wishes }: Pick<Report, 'wishes'>,
): Omit<PlannedEndpoint, 'basis' | 'maxConcurrentMigrations' | 'maxConcurrentIncrementalSyncs'> {
  const suffix = `-${port}-${security}`;
  return {
    // With other settings it is another endpoint, so that one that is there can be taken as it is.
    name: server.slice(0, LONGEST_NAME - suffix.length) + suffix,
    server,
    port,
    security,
    acceptUntrustedCertificates: wishes?.acceptUntrustedCertificates ?? false,
  };
}

function gmailOf(
  largest: number | undefined,
  onlyThere: NonNullable<Plan['gmail']>['onlyThere'],
): NonNullable<Plan['gmail']> {
  const { bytesPerDay } = GMAIL_BANDWIDTH;
  return {
    ...(largest === undefined ? {} : { days: Math.max(1, Math.ceil(largest / bytesPerDay)) }),
    ...(onlyThere === undefined || onlyThere.messages === 0 ? {} : { onlyThere }),
  };
}

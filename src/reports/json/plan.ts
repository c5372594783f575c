import type { Amount } from '../../model/audit.js';
import type {
  Days,
  ExcludedFolder,
  GmailPlan,
  LargeMailbox,
  Plan,
  PlannedBatch,
  PlannedEndpoint,
  PlanTotals,
} from '../../model/plan.js';

/** The plan as its JSON has it. Each member is named, and one that is undefined is left out by JSON.stringify. */
export function planJson(plan: Plan) {
  const { totals, largest, exclude, moreExclude, batches, heldBack, unknownColumns, days, gmail } = plan;
  return {
    endpoint: endpointJson(plan.endpoint),
    totals: totals && totalsJson(totals),
    largest: largest.map(largeJson),
    exclude: exclude.map(folderJson),
    moreExclude,
    batches: batches.map(batchJson),
    heldBack,
    unknownColumns,
    days: days && daysJson(days),
    gmail: gmail && gmailJson(gmail),
    notes: plan.notes,
    commands: plan.commands,
  };
}

function endpointJson(endpoint: PlannedEndpoint) {
  const { name, server, port, security, acceptUntrustedCertificates, basis } = endpoint;
  const { maxConcurrentMigrations, maxConcurrentIncrementalSyncs } = endpoint;
  const limits = { maxConcurrentMigrations, maxConcurrentIncrementalSyncs };
  return { name, server, port, security, acceptUntrustedCertificates, ...limits, basis };
}

function amountJson({ messages, bytes }: Amount) {
  return { messages, bytes };
}

function totalsJson({ messages, bytes, mailboxes, accuracy, unmeasured }: PlanTotals) {
  return { messages, bytes, mailboxes, accuracy, unmeasured };
}

function largeJson({ file, row, line, emailAddress, messages, bytes }: LargeMailbox) {
  return { file, row, line, emailAddress, messages, bytes };
}

function folderJson({ folder, reason, optional, mailboxes, own, holds }: ExcludedFolder) {
  return { folder, reason, optional, mailboxes, own, holds: holds && amountJson(holds) };
}

function batchJson({ name, file, from, ranges, rows, whole, holds, days }: PlannedBatch) {
  const contents = { holds: holds && amountJson(holds), days: days && daysJson(days) };
  return { name, file, from, ranges, rows, whole, ...contents };
}

function daysJson({ half, most }: Days) {
  return { half, most };
}

function gmailJson({ days, onlyThere }: GmailPlan) {
  const { messages, mailboxes } = onlyThere ?? {};
  return { days, onlyThere: onlyThere && { messages, mailboxes } };
}

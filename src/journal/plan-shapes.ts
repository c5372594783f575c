import type { Accuracy } from '../model/audit.js';
import {
  type ConcurrencyBasis,
  type Days,
  type ExcludedFolder,
  type ExcludeReason,
  type GmailPlan,
  type LargeMailbox,
  MOST_LARGE,
  type Plan,
  type PlanFacts,
  type PlannedBatch,
  type PlannedEndpoint,
  type PlanTotals,
} from '../model/plan.js';
import type { BatchSummary } from '../model/row.js';
import { countRows, readRanges } from '../model/row-ranges.js';
import { MOST_ROWS } from '../plan/obstacle.js';
import { worded } from '../plan/plan.js';
import { amountFields, amountHeld } from './amount-shape.js';
import { rowPlace } from './csv-argument-shapes.js';
import { security } from './model-shapes.js';
import {
  exact,
  type Fields,
  flag,
  list,
  Malformed,
  matching,
  object,
  oneOf,
  optional,
  ordinal,
  type Shape,
  text,
  whole,
  words,
  yes,
} from './shape.js';

/** Names of batches and endpoints. */
const name = matching(/^.{1,64}$/s);

/** Names of folders, hosts and files. */
const longName = matching(/^.{1,4096}$/s);

const days = object<Days>({ half: ordinal, most: ordinal });

const endpoint = object<PlannedEndpoint>({
  name,
  server: longName,
  port: ordinal,
  security,
  acceptUntrustedCertificates: flag,
  maxConcurrentMigrations: ordinal,
  maxConcurrentIncrementalSyncs: ordinal,
  basis: oneOf<ConcurrencyBasis>({ probed: 0, seen: 0, known: 0, assumed: 0 }),
});

const totals = object<PlanTotals>({
  ...amountFields,
  mailboxes: ordinal,
  accuracy: oneOf<Accuracy>({ exact: 0, estimated: 0, 'at-least': 0 }),
  unmeasured: whole,
});

const folder = object<ExcludedFolder>({
  folder: longName,
  reason: oneOf<ExcludeReason>({ gmail: 0, shared: 0, trash: 0, junk: 0 }),
  optional: flag,
  mailboxes: ordinal,
  own: optional(ordinal),
  holds: optional(amountHeld),
});

const batchFields: Fields<PlannedBatch> = {
  name,
  file: longName,
  from: words,
  ranges: text,
  rows: ordinal,
  whole: flag,
  holds: optional(amountHeld),
  days: optional(days),
};

const facts = object<PlanFacts>({
  endpoint,
  totals: optional(totals),
  largest: list(object<LargeMailbox>({ ...rowPlace, emailAddress: text, ...amountFields })),
  exclude: list(folder),
  moreExclude: optional(ordinal),
  batches: list(object(batchFields)),
  heldBack: whole,
  unknownColumns: optional(yes),
  days: optional(days),
  gmail: optional(
    object<GmailPlan>({
      days: optional(ordinal),
      onlyThere: optional(
        object<NonNullable<GmailPlan['onlyThere']>>({ messages: exact, mailboxes: ordinal }),
      ),
    }),
  ),
});

/**
 * A plan as its JSON told it. Its words and commands are made again, whatever stands there: a report may come from
 * anywhere, and its commands are run.
 */
export const plan: Shape<Plan> = (value) => {
  const found = facts(value);
  if (found.largest.length > MOST_LARGE) throw new Malformed();
  return worded(found);
};

/** @throws {Malformed} where a batch has rows that its file has not, or that another one has as well. */
export function assertPlanOf(batches: readonly BatchSummary[], { batches: planned }: Plan): void {
  if (batches.reduce((sum, { rows }) => sum + rows, 0) > MOST_ROWS) throw new Malformed();
  const files = new Map(batches.map(({ file, rows }) => [file, { rows, taken: new Uint8Array(rows + 1) }]));
  for (const { from, ranges, rows } of planned) {
    const file = files.get(from);
    const own = readRanges(ranges);
    if (file === undefined || own === undefined || countRows(own) !== rows) throw new Malformed();
    if ((own.at(-1)?.to ?? 0) > file.rows) throw new Malformed();
    for (const range of own) {
      for (let row = range.from; row <= range.to; row++) {
        if (file.taken[row] === 1) throw new Malformed();
        file.taken[row] = 1;
      }
    }
  }
}

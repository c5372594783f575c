import type { Accuracy, Amount } from './audit.js';
import type { Security } from './endpoint.js';
import type { RowPlace } from './row.js';

/** What a run was told of the migration that is to come. */
export interface Wishes {
  acceptUntrustedCertificates: boolean;
  batchName?: string;
}

/** Why a folder is to be left out. `trash` and `junk` are a choice; the others double or spread mail. */
export type ExcludeReason = 'gmail' | 'shared' | 'trash' | 'junk';

export interface ExcludedFolder {
  /** As `-ExcludeFolders` takes it: relative to the root of the mailbox. */
  folder: string;
  reason: ExcludeReason;
  /** It is not in the command: the administrator may leave it out too. */
  optional: boolean;
  mailboxes: number;
  /** Mailboxes that have a folder of their own of that name, which would be left out as well; absent for none. */
  own?: number;
  /** What it holds in all of them together; absent where they were not measured. */
  holds?: Amount;
}

/**
 * How the number of simultaneous migrations came about: by `--probe-connections`, in the logins, by the limit that the
 * server software is known to come with, or by what Exchange Online does when told nothing.
 */
export type ConcurrencyBasis = 'probed' | 'seen' | 'known' | 'assumed';

export interface PlannedEndpoint {
  name: string;
  server: string;
  port: number;
  security: Security;
  acceptUntrustedCertificates: boolean;
  maxConcurrentMigrations: number;
  maxConcurrentIncrementalSyncs: number;
  basis: ConcurrencyBasis;
}

/** An estimate, in days, as Microsoft publishes them: half of all mailboxes, and nine in ten, take no longer. */
export interface Days {
  half: number;
  most: number;
}

export interface PlannedBatch {
  name: string;
  /** The file to give to New-MigrationBatch. */
  file: string;
  /** The file whose rows these are, and which of them: data rows such as `1-40,42`. */
  from: string;
  ranges: string;
  rows: number;
  /** It is the input as it is, and needs no splitting. */
  whole: boolean;
  /** What its mailboxes hold, where they were measured. */
  holds?: Amount;
  days?: Days;
}

/** What all mailboxes of the batches hold; `mailboxes` were measured, `unmeasured` not. */
export interface PlanTotals extends Amount {
  mailboxes: number;
  accuracy: Accuracy;
  unmeasured: number;
}

export interface LargeMailbox extends RowPlace, Amount {
  emailAddress: string;
}

/** What is to be known of Gmail as the source. */
export interface GmailPlan {
  /** Days at most that the largest mailbox takes at what Gmail lets through in a day; absent where none was measured. */
  days?: number;
  /** Messages, at least, that stand in no folder but those below `[Gmail]`; absent where none was seen. */
  onlyThere?: { messages: number; mailboxes: number };
}

/** What was found out for a plan. Its words and its commands follow from it. */
export interface PlanFacts {
  endpoint: PlannedEndpoint;
  /** Absent without the measured sizes of mailboxes. */
  totals?: PlanTotals;
  /** The largest first, at most `MOST_LARGE`. */
  largest: LargeMailbox[];
  /** First what the command excludes. */
  exclude: ExcludedFolder[];
  /** Other folders that could be excluded, and are too many to list, or whose names are not known in full. */
  moreExclude?: number;
  /** In the order in which they are best begun. */
  batches: PlannedBatch[];
  /** Rows that would fail, which no batch holds. */
  heldBack: number;
  /** A file has columns that Exchange Online takes only when told to. */
  unknownColumns?: true;
  /** Of the largest mailbox, and so of the whole; an estimate. */
  days?: Days;
  /** Where the source is Gmail. */
  gmail?: GmailPlan;
}

/** Mailboxes of which a plan tells the size. */
export const MOST_LARGE = 5;

/** How the batch can be migrated, as proved by the run. */
export interface Plan extends PlanFacts {
  /** What is to be known before the commands are run, a sentence or two each. */
  notes: string[];
  /** PowerShell, a command or a comment each, of one line. No password. */
  commands: string[];
}

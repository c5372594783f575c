import type { Accuracy, Amount } from './audit.js';
import type { Security } from './endpoint.js';
import type { RowPlace } from './row.js';

/** What a run was told of the migration that is to come. */
export interface Wishes {
  acceptUntrustedCertificates: boolean;
  /** Mailboxes were to be measured. */
  audit: boolean;
  /** Octets that a target mailbox holds, where nothing else is known of it. */
  targetQuota: number;
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
  /** What it holds in all of them together; absent where they were not measured. */
  holds?: Amount;
}

/** How the number of simultaneous migrations came about. */
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

export interface LargeMailbox extends RowPlace, Amount {
  emailAddress: string;
}

/** How the batch can be migrated, as proved by the run. */
export interface Plan {
  endpoint: PlannedEndpoint;
  /** Absent without the measured sizes of mailboxes. */
  totals?: Amount & { mailboxes: number; accuracy: Accuracy; unmeasured: number };
  largest: LargeMailbox[];
  exclude: ExcludedFolder[];
  /** In the order in which they are best begun. */
  batches: PlannedBatch[];
  /** Rows that would fail, which no batch holds. */
  heldBack: number;
  /** Of the whole; an estimate. */
  days?: Days;
  /** Days that the largest mailbox takes at what Gmail lets through in a day. */
  gmailDays?: number;
  /** PowerShell, a command or a comment a piece. No password. */
  commands: string[];
}

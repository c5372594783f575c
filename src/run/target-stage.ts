import { readBatch } from '../batch/read.js';
import { isLikeAddress } from '../batch/record.js';
import type { BatchSource } from '../batch/source.js';
import { checkBatchName } from '../checks/target-batch.js';
import { checkRecipient, mailboxRank } from '../checks/target-recipient.js';
import { type At, checkDomain, checkMembership, domainOf } from '../checks/target-row.js';
import { isConsumerDomain } from '../knowledge/consumer-domains.js';
import type { RecordEvidence } from '../model/evidence.js';
import type { Finding } from '../model/finding.js';
import type { ExistingBatches } from '../tenant/batches.js';
import type { Recipients } from '../tenant/recipients.js';
import type { CheckedBatch } from './csv-stage.js';
import type { RunOptions } from './options.js';
import { subjectOf } from './row-findings.js';
import { CHOSEN, type Emit, type Ending, INTERRUPTED, Stage } from './stage-log.js';
import { targetNote } from './target-note.js';
import { type RowNote, tellableNames } from './tellable.js';

/** Exports of the tenant that a run was given, opened. */
export interface TenantExports {
  recipients: readonly BatchSource[];
  batches: readonly BatchSource[];
}

export interface TargetResult {
  /** The stage has said how it ended. */
  told: boolean;
  /** Octets that the mailbox with this address holds, by the exports; undefined where they do not tell. */
  quotaOf(emailAddress: string): number | undefined;
}

const NO_BATCHES: ExistingBatches = { taken: undefined, members: new Map() };

/**
 * What exists on the side of Exchange Online. While the CSV is read it looks at each row and keeps its address; what
 * needs the exports is found in `run`, which reads the rows once more.
 */
export class TargetCheck {
  readonly #asked: boolean;
  readonly #domains: readonly string[];
  readonly #wanted = new Set<string>();
  /** Of rows that were judged while the CSV was read. */
  readonly #early: Finding[] = [];
  #recipients: Recipients | undefined;
  #existing = NO_BATCHES;
  #nearest: ReadonlyMap<string, string> = new Map();
  /** Rows whose address could be judged, and rows of which that could not be. */
  #judged = 0;
  #damaged = 0;

  constructor(
    readonly options: RunOptions,
    readonly exports: TenantExports,
  ) {
    this.#asked = options.stages.has('target');
    this.#domains = (options.targetDomains ?? []).map(plainDomain);
  }

  /** Rows can be judged only when the exports have been read. */
  get needsExports(): boolean {
    return this.exports.recipients.length + this.exports.batches.length > 0;
  }

  /** Looks at a row while the CSV is read. What is known of it by then; a row is looked at once. */
  readonly look = (record: RecordEvidence): RowNote | undefined => {
    if (this.needsExports) {
      const address = addressOf(record);
      if (address !== '') this.#wanted.add(address);
      return undefined;
    }
    if (!this.#asked || (this.#domains.length === 0 && !isAtConsumerDomain(record))) return undefined;
    const found = this.#judge(record);
    this.#early.push(...found);
    return targetNote(found);
  };

  /** @throws {InputError} when an export cannot be read to its end. */
  async run(batches: readonly CheckedBatch[], emit: Emit, stop: AbortSignal): Promise<TargetResult> {
    const { batchName } = this.options;
    const given = this.needsExports || this.#domains.length > 0 || batchName !== undefined;
    const quotaOf = (address: string) =>
      this.#recipients?.found.get(address.trim().toLowerCase())?.live?.quota;
    if (!given && this.#early.length === 0) return { told: false, quotaOf };
    const stage = new Stage('target', emit, this.#asked);
    await this.#readExports(stop);
    if (this.#asked) {
      stage.report(...(batchName === undefined ? [] : checkBatchName(batchName, this.#existing.taken)));
      for (const one of this.#early) stage.report(one);
      if (this.needsExports && !stop.aborted) await this.#judgeAll(batches, stage, stop);
    }
    stage.end(this.#ending(batches, stop));
    return { told: true, quotaOf };
  }

  async #readExports(stop: AbortSignal): Promise<void> {
    const { recipients, batches } = this.exports;
    const wanted = this.#wanted;
    if (batches.length > 0) {
      const { findBatches } = await import('../tenant/batches.js');
      this.#existing = await findBatches(batches, this.options.batchName, wanted, stop);
    }
    if (recipients.length === 0) return;
    const { findNearest, findRecipients } = await import('../tenant/recipients.js');
    const found = await findRecipients(recipients, wanted, mailboxRank, stop);
    this.#recipients = found;
    const missing = [...wanted].filter((address) => !found.found.has(address));
    if (missing.length > 0 && this.#asked) {
      this.#nearest = await findNearest(recipients, missing, wanted, stop);
    }
  }

  async #judgeAll(batches: readonly CheckedBatch[], stage: Stage, stop: AbortSignal): Promise<void> {
    for (const batch of batches) {
      for await (const { records } of readBatch(batch.source).groups) {
        if (stop.aborted) return;
        for (const record of records) {
          const found = this.#judge(record);
          stage.report(...found);
          const note = targetNote(found);
          if (note !== undefined) batch.targets.set(record.row, note);
        }
      }
    }
  }

  #judge(record: RecordEvidence): Finding[] {
    const address = addressOf(record);
    if (address === '') {
      this.#damaged++;
      return [];
    }
    this.#judged++;
    const at = placeOf(record);
    const written = record.emailAddress.trim();
    const membership = this.#existing.members.get(address);
    const member =
      membership === undefined ? [] : checkMembership(written, membership, this.options.batchName, at);
    const match = this.#recipients?.found.get(address);
    const found = match === undefined ? checkDomain(address, this.#domains, at) : [];
    if (this.#recipients === undefined) return [...found, ...member];
    const nearest = this.#nearest.get(address);
    const context = {
      primaryOnly: this.#recipients.primaryOnly,
      ...(nearest === undefined ? {} : { nearest }),
    };
    return [...checkRecipient(written, match, context, at), ...found, ...member];
  }

  #ending(batches: readonly CheckedBatch[], stop: AbortSignal): Ending | undefined {
    if (stop.aborted) return INTERRUPTED;
    const ofRows = this.needsExports || this.#domains.length > 0;
    if (!ofRows) return undefined;
    if (batches.length === 0) {
      const least = this.options.batchName === undefined ? 'skipped' : 'passed';
      return { least, reason: CHOSEN.noCsv };
    }
    // Where the stage csv was asked for, its findings name these rows.
    if (this.#damaged > 0 && !this.options.stages.has('csv')) {
      const rows = this.#damaged === 1 ? 'one row was' : `${this.#damaged} rows were`;
      const reason = `${rows} not compared for what is wrong in the CSV: run the stage csv too`;
      return { least: 'incomplete', reason };
    }
    if (this.#judged === 0) {
      const blocked = batches.find((batch) => batch.blocked !== undefined)?.blocked;
      return { least: 'skipped', reason: blocked ?? 'no row has an address to compare' };
    }
    return this.#recipients?.primaryOnly ? PRIMARY_ONLY : undefined;
  }
}

const PRIMARY_ONLY: Ending = {
  least: 'passed',
  reason: 'an export has lost all addresses but the primary ones, which alone were compared',
};

/** In lower case, so that it can be compared; empty where it may be something else, such as a password. */
function addressOf(record: RecordEvidence): string {
  if (!record.sound || record.undecodable.includes('EmailAddress')) return '';
  const { emailAddress } = tellableNames(record);
  return isLikeAddress(emailAddress) ? emailAddress.trim().toLowerCase() : '';
}

/** Nearly no row is, which is told without a closer look at it. */
function isAtConsumerDomain({ emailAddress }: RecordEvidence): boolean {
  return isConsumerDomain(domainOf(emailAddress).trim().toLowerCase());
}

function placeOf(record: RecordEvidence): At {
  const { location, subject } = subjectOf(record);
  return {
    ...(location && { location: { ...location, column: 'EmailAddress' } }),
    ...(subject && { subject }),
  };
}

function plainDomain(domain: string): string {
  return domain.trim().toLowerCase().replace(/^@/, '').replace(/\.$/, '');
}

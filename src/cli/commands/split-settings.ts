import { meansPassword } from '../../batch/split/grouping.js';
import type { SplitLimits, SplitWish } from '../../batch/split/survey.js';
import { CSV_LIMITS } from '../../knowledge/exchange-online.js';
import { quoted } from '../quoted.js';
import { whole } from '../settings.js';
import type { SplitFlags } from '../split-flags.js';
import { UsageError } from '../usage-error.js';

export interface SplitSettings {
  wish: SplitWish;
  limits: SplitLimits;
  /** The report whose plan is followed. */
  plan?: string;
  folder?: string;
  force: boolean;
  json: boolean;
}

/** Nobody creates more batches than these by hand, and a column with so many values was named by mistake. */
const MAX_FILES = 1000;

/** @throws {UsageError} that names the option, what is wrong with it and what it takes. */
export function splitSettings(flags: SplitFlags): SplitSettings {
  const { maxRows, batches, by, plan, output, force, json } = flags;
  const other = (['maxRows', 'batches', 'by'] as const).find((name) => flags[name] !== undefined);
  if (plan !== undefined && other !== undefined) {
    throw new UsageError(
      `--plan and --${other === 'maxRows' ? 'max-rows' : other} contradict each other: give one.`,
    );
  }
  if (plan === '') throw new UsageError('--plan is empty: name the JSON report or the journal of a check.');
  if (batches !== undefined && (by !== undefined || maxRows !== undefined)) {
    const other = by === undefined ? '--max-rows' : '--by';
    throw new UsageError(`--batches and ${other} contradict each other: give one.`);
  }
  if (output === '') throw new UsageError('--output is empty: name a folder that is there.');
  // What belongs together is parted only where it was asked for, or where Exchange Online takes no more.
  const { advisedRows, maxRows: most, maxBytes } = CSV_LIMITS;
  const usual = by === undefined && batches === undefined && plan === undefined ? advisedRows : most;
  return {
    wish: {
      ...(batches === undefined ? {} : { batches: whole('--batches', batches, 1, MAX_FILES) }),
      ...(by === undefined ? {} : { by: columnOf(by) }),
    },
    limits: { maxRows: whole('--max-rows', maxRows ?? usual, 1, most), maxBytes, maxFiles: MAX_FILES },
    ...(plan === undefined ? {} : { plan }),
    ...(output === undefined ? {} : { folder: output }),
    force: force ?? false,
    json: json ?? false,
  };
}

function columnOf(by: string): string {
  const name = by.trim();
  if (name === '') throw new UsageError('--by is empty: give domain, or the name of a column.');
  if (/[\p{C}\p{Zl}\p{Zp}]/u.test(name) || name.length > 100) {
    throw new UsageError(`--by ${quoted(by)}: give domain, or the name of a column.`);
  }
  if (meansPassword(name)) {
    throw new UsageError(
      `--by ${quoted(name)}: the names of the files would show passwords. Name another column.`,
    );
  }
  return name;
}

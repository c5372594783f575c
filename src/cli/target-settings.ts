import type { Command } from 'commander';
import type { StageId } from '../model/stage.js';
import type { RunOptions } from '../run/options.js';
import { append } from './output-flags.js';
import { quoted } from './quoted.js';
import { UsageError } from './usage-error.js';

/** What exists in Exchange Online, as commander hands it over. */
export interface TargetFlags {
  recipients?: string[];
  targetDomain?: string[];
  batchName?: string;
  existingBatches?: string[];
}

export function targetOptions(command: Command): Command {
  return command
    .option(
      '--recipients <csv>',
      'export of Get-Recipient, Get-Mailbox or the admin center, CSV or JSON: EmailAddress is looked up in it; repeatable',
      append,
    )
    .option(
      '--target-domain <domain>',
      'EmailAddress is to be at this domain; comma-separated or repeatable',
      append,
    )
    .option('--batch-name <name>', 'what the batch is to be called in Exchange Online')
    .option(
      '--existing-batches <csv>',
      'export of Get-MigrationBatch or Get-MigrationUser, CSV or JSON: names and users that are taken; repeatable',
      append,
    );
}

export type TargetSettings = Pick<
  RunOptions,
  'recipients' | 'targetDomains' | 'batchName' | 'existingBatches'
>;

/** @throws {UsageError} */
export function targetSettings(flags: TargetFlags, stages: ReadonlySet<StageId>): TargetSettings {
  const { recipients, targetDomain, batchName, existingBatches } = flags;
  assertFiles('--recipients', recipients);
  assertFiles('--existing-batches', existingBatches);
  // The exports tell quotas too, with which mailboxes are compared.
  if (recipients !== undefined && !stages.has('mailbox')) assertAsked('--recipients', stages);
  if (targetDomain !== undefined) assertAsked('--target-domain', stages);
  if (existingBatches !== undefined) assertAsked('--existing-batches', stages);
  if (batchName?.trim() === '') throw new UsageError('--batch-name is empty: give the name of the batch.');
  return {
    ...(recipients === undefined ? {} : { recipients }),
    ...(targetDomain === undefined ? {} : { targetDomains: domains(targetDomain) }),
    ...(batchName === undefined ? {} : { batchName }),
    ...(existingBatches === undefined ? {} : { existingBatches }),
  };
}

function assertFiles(option: string, files: readonly string[] = []): void {
  if (files.includes('')) throw new UsageError(`${option} is empty: name a file.`);
  if (files.includes('-')) {
    throw new UsageError(
      `${option}: standard input (-) cannot be read twice, as it may have to be: save it to a file and name that file.`,
    );
  }
}

function assertAsked(option: string, stages: ReadonlySet<StageId>): void {
  if (stages.has('target')) return;
  throw new UsageError(`${option} is a part of the stage target, which --only or --skip leaves out.`);
}

/** Labels of letters, digits and hyphens, in whatever script. */
const DOMAIN =
  /^(?=.{1,253}$)(?:[\p{L}\p{M}\p{N}_](?:[\p{L}\p{M}\p{N}_-]{0,61}[\p{L}\p{M}\p{N}])?\.)+[\p{L}\p{M}\p{N}-]{2,63}$/u;

function domains(given: readonly string[]): string[] {
  const names = given.flatMap((list) => list.split(',')).map((name) => name.trim());
  return [...new Set(names.map(domain))];
}

/** `contoso.com`, also as `@contoso.com` or `CONTOSO.COM.`. */
function domain(text: string): string {
  const name = text.toLowerCase().replace(/^@/, '').replace(/\.$/, '');
  if (DOMAIN.test(name)) return name;
  throw new UsageError(`--target-domain ${quoted(text)}: give a domain such as contoso.com.`);
}

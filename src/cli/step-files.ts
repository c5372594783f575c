import { appendFile, stat } from 'node:fs/promises';
import type { Report } from '../model/report.js';
import { stepSummary } from '../reports/step-summary.js';
import type { CliIo } from './io.js';

/**
 * The summary and the outputs of a step of GitHub Actions, where its runner has named the files for them. Returns
 * false when one could not be written.
 */
export async function writeStepFiles(report: Report, { env, stderr }: CliIo): Promise<boolean> {
  const { GITHUB_STEP_SUMMARY: summary, GITHUB_OUTPUT: output } = env;
  let path = summary;
  try {
    if (summary) await appendSummary(report, summary, (text) => void stderr.write(`${text}\n`));
    path = output;
    if (output) await appendFile(output, `verdict=${report.verdict}\n`);
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    const name = path === summary ? 'GITHUB_STEP_SUMMARY' : 'GITHUB_OUTPUT';
    stderr.write(`imap-preflight: the file that ${name} names could not be written (${code}).\n`);
    return false;
  }
}

async function appendSummary(report: Report, path: string, say: (text: string) => void): Promise<void> {
  const taken = (await stat(path).catch(() => undefined))?.size ?? 0;
  const text = stepSummary(report, taken);
  if (text === undefined) say('imap-preflight: the summary of this step is full; nothing was added to it.');
  else await appendFile(path, text);
}

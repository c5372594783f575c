import { CATALOGUE } from '../../knowledge/catalogue.js';
import { CODES, severityOf } from '../../knowledge/describe.js';
import type { CliIo } from '../io.js';
import { writeAll } from '../output.js';
import type { CheckFlags } from '../settings.js';

/** Every code with its severity and title, in the order of the stages. */
export async function codesCommand(flags: CheckFlags, { stdout }: CliIo): Promise<void> {
  const rows = CODES.map((code) => {
    const { rating, title, effect, owner } = CATALOGUE[code];
    return {
      code,
      severity: severityOf(rating),
      inconclusive: rating === 'inconclusive',
      title,
      effect,
      owner,
    };
  });
  if (flags.json) return writeAll(stdout, [`${JSON.stringify(rows, null, 2)}\n`]);
  const width = Math.max(...rows.map(({ code }) => code.length));
  const lines = rows.map(({ code, severity, inconclusive, title }) => {
    return `${code.padEnd(width)}  ${severity.padEnd(7)}  ${title}${inconclusive ? ' (could not tell)' : ''}\n`;
  });
  return writeAll(stdout, lines);
}

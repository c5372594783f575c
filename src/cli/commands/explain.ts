import { describeCode } from '../../knowledge/describe.js';
import { findCode } from '../../knowledge/find-code.js';
import { renderExplanation } from '../../reports/text/explanation.js';
import { plainPalette } from '../../reports/text/palette.js';
import type { CliIo } from '../io.js';
import { writeAll } from '../output.js';
import type { CheckFlags } from '../settings.js';
import { looksOf } from '../terminal.js';
import { UsageError } from '../usage-error.js';

/** @throws {UsageError} when nothing is known under that code or message. */
export async function explainCommand(words: string[], flags: CheckFlags, io: CliIo): Promise<void> {
  const text = words.join(' ').trim();
  const code = findCode(text);
  if (code === undefined) {
    const { nearestCode } = await import('../../knowledge/nearest-code.js');
    const nearest = nearestCode(text);
    const hint = nearest === undefined ? '' : ` Did you mean ${nearest}?`;
    throw new UsageError(
      `no code or message is known like that.${hint} \`imap-preflight codes\` lists every code.`,
    );
  }
  const looks = looksOf(io.stdout, io.env, flags.color === false, io.platform);
  const palette = looks.colour
    ? (await import('../../reports/text/colours.js')).colourPalette(looks.unicode)
    : plainPalette(looks.unicode);
  await writeAll(io.stdout, renderExplanation(code, describeCode(code), palette, looks));
}

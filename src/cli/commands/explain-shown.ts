import type { Subject } from '../../knowledge/troubleshooter/guide.js';
import { type Palette, plainPalette } from '../../reports/text/palette.js';
import type { ExplainFlags } from '../explain-flags.js';
import type { CliIo } from '../io.js';
import { writeAll } from '../output.js';
import { LATER_OPTIONS } from '../program.js';
import type { Looks } from '../terminal.js';

/** How an answer is shown, and where. */
export interface Shown {
  flags: ExplainFlags;
  io: CliIo;
  looks: Looks;
  palette: Palette;
}

/** What is explained where nothing else is known. */
export const UNKNOWN: Subject = { topic: 'none-of-the-above' };

export async function paletteOf({ colour, unicode }: Looks): Promise<Palette> {
  if (!colour) return plainPalette(unicode);
  return (await import('../../reports/text/colours.js')).colourPalette(unicode);
}

/** Whether this version has every option of a command line. */
export function isRunnable(commandLine: string): boolean {
  const later: readonly string[] = LATER_OPTIONS;
  return !later.some((flags) => commandLine.split(' ').includes(flags.split(' ')[0] ?? ''));
}

export function writeJson({ stdout }: CliIo, value: unknown): Promise<void> {
  return writeAll(stdout, [`${JSON.stringify(value, null, 2)}\n`]);
}

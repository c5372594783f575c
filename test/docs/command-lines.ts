import { checkSettings } from '../../src/cli/settings.js';
import { idleProgram } from '../support/idle-program.js';

const CALL =
  /^\s*(?:source <\()?(?:(?:- run: )?node bin\/imap-preflight\.js|(?:docker run .* )?imap-preflight) (.*)$/gm;

/** The arguments of each call of the program; redirections, pipes and comments cut off. */
export function commandLines(text: string): string[][] {
  // A folded scalar is one line, and what a workflow or a shell puts in is a number.
  const plain = text.replaceAll(/\$\{\{ matrix\.shard \}\}|\$n\b/g, '1').replaceAll(/\n\s+(?=--)/g, ' ');
  return [...plain.matchAll(CALL)].map(([, line = '']) => {
    const words = line.replace(/\)(?=\s|$)/, ' #').match(/"[^"]*"|\S+/g) ?? [];
    const end = words.findIndex((word) => ['|', '<', '>', '#', ';'].includes(word));
    return words.slice(0, end < 0 ? words.length : end).map((word) => word.replace(/^"|"$/g, ''));
  });
}

/** Whether the command line is one that the program takes, values and all. */
export async function accepted(words: readonly string[]): Promise<boolean> {
  let settings: unknown;
  const program = idleProgram(async (files, flags) => {
    settings = checkSettings(files, flags);
  });
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({ writeOut: () => {}, writeErr: () => {}, outputError: () => {} });
  }
  try {
    await program.parseAsync([...words], { from: 'user' });
    return words[0] !== 'check' || settings !== undefined;
  } catch (error) {
    return (error as { exitCode?: number }).exitCode === 0;
  }
}

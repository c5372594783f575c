import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { PACKAGE_FOLDER } from '../../version.js';
import { answer } from '../completion/answer.js';
import { SCRIPT_PATHS, SHELLS, type Shell } from '../completion/shells.js';
import type { CliIo } from '../io.js';
import { writeAll } from '../output.js';
import { UsageError } from '../usage-error.js';

/** @throws {UsageError} when the shell is none of those there is a script for. */
export async function completionCommand(shell: string, { stdout }: CliIo): Promise<void> {
  if (!isShell(shell)) {
    throw new UsageError(`there is no completion for that shell: name one of ${SHELLS.join(', ')}.`);
  }
  await writeAll(stdout, [await readFile(new URL(SCRIPT_PATHS[shell], PACKAGE_FOLDER), 'utf8')]);
}

/** What the shell does when nothing is offered, in the words of the scripts: 0 names files, 4 does not. */
const DIRECTIVE = { files: ':0', nothing: ':4' } as const;

/** Answers a script: a line for each candidate, a tab before its description, and a last one with the directive. */
export async function completeCommand(words: string[], program: Command, { stdout }: CliIo): Promise<void> {
  const { candidates, files } = answer(program, words);
  const lines = candidates.map(({ value, description }) => `${value}\t${description}\n`);
  await writeAll(stdout, [...lines, `${files ? DIRECTIVE.files : DIRECTIVE.nothing}\n`]);
}

function isShell(name: string): name is Shell {
  return (SHELLS as readonly string[]).includes(name);
}

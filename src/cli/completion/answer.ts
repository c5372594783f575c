import type { Command } from 'commander';
import { CATALOGUE } from '../../knowledge/catalogue.js';
import { CODES } from '../../knowledge/describe.js';
import { isPath, optionValues, type Values } from './option-values.js';
import { SHELLS } from './shells.js';

export interface Candidate {
  value: string;
  description: string;
}

export interface Answer {
  candidates: Candidate[];
  /** The shell itself shall name files. */
  files: boolean;
}

const NOTHING: Answer = { candidates: [], files: false };
const FILES: Answer = { candidates: [], files: true };

/**
 * What can stand in place of the last of `words`, which begins as that word does. `words` are those after the name of
 * the program, up to the cursor; the last one is empty where a new word begins.
 */
export function answer(program: Command, words: readonly string[]): Answer {
  const joined = withValuesJoined(words);
  const typed = joined.at(-1) ?? '';
  const earlier = joined.slice(0, -1);
  if (earlier.includes('--')) return FILES;
  const [name, ...rest] = earlier;
  if (name === undefined)
    return typed.startsWith('-') ? options(program, [], typed) : commands(program, typed);
  if (name === 'help') return rest.length === 0 ? commands(program, typed) : NOTHING;
  const command = visible(program).find((each) => each.name() === name);
  if (command === undefined) return NOTHING;
  const [, long, value] = /^(--[\w-]+)=(.*)$/s.exec(typed) ?? [];
  if (long !== undefined && value !== undefined) return one(optionValues(command, long, value) ?? [], value);
  const values = optionValues(command, rest.at(-1) ?? '', typed);
  if (values !== undefined) return one(values, typed);
  return typed.startsWith('-') ? options(command, rest, typed) : argument(command, typed);
}

/** A shell may break `--format=json` at the sign. */
function withValuesJoined(words: readonly string[]): string[] {
  const joined: string[] = [];
  for (const [index, word] of words.entries()) {
    const last = joined.at(-1);
    const follows = word === '=' || words[index - 1] === '=';
    if (last?.startsWith('--') && follows && !/=./s.test(last)) joined[joined.length - 1] = last + word;
    else joined.push(word);
  }
  return joined;
}

function visible(program: Command): Command[] {
  return program.createHelp().visibleCommands(program);
}

function commands(program: Command, typed: string): Answer {
  const all = visible(program).map((command) => ({
    value: command.name(),
    description: command.description(),
  }));
  return { candidates: beginning(all, typed), files: false };
}

function options(command: Command, earlier: readonly string[], typed: string): Answer {
  const left = command
    .createHelp()
    .visibleOptions(command)
    // An option that gathers its values can be given again.
    .filter(({ long, parseArg }) => parseArg !== undefined || !earlier.includes(long ?? ''))
    .map(({ long, short, description }) => ({ value: long ?? short ?? '', description }));
  return { candidates: beginning(left, typed), files: false };
}

function argument(command: Command, typed: string): Answer {
  const name = command.registeredArguments[0]?.name() ?? '';
  if (isPath(name)) return FILES;
  if (command.name() === 'explain') {
    const codes = CODES.map((code) => ({ value: code, description: CATALOGUE[code].title }));
    return { candidates: beginning(codes, typed), files: false };
  }
  return command.name() === 'completion' ? one(SHELLS, typed) : NOTHING;
}

function one(values: Values, typed: string): Answer {
  if (values === 'files') return FILES;
  if (values === 'anything') return NOTHING;
  const candidates = values.map((value) => ({ value, description: '' }));
  return { candidates: beginning(candidates, typed), files: false };
}

function beginning(candidates: readonly Candidate[], typed: string): Candidate[] {
  return candidates.filter(({ value }) => value.startsWith(typed));
}

import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Command, CommanderError } from 'commander';
import type { InputError } from '../batch/input-error.js';
import { nearest } from '../knowledge/nearest.js';
import { quoted } from './quoted.js';
import type { UsageError } from './usage-error.js';
import { exampleOf, fileExampleOf } from './usage-examples.js';

/** The command line that is complained of: its arguments, and the program that should have taken them. */
export interface CommandLine {
  program: Command;
  args: readonly string[];
}

/** A slip changes no more than this part of a word. */
const SLIP = 0.4;

/** What is wrong with the command line, the nearest right word, and an example. One line, not cleaned. */
export function usageComplaint({ message, slip }: UsageError, line: CommandLine): string {
  const meant = slip && nearest(slip.typed, slip.words, SLIP);
  return aboutOption(meant === undefined ? message : `${message} Did you mean ${meant}?`, line);
}

/** The same of what the parser has found. */
export function parserComplaint(error: CommanderError, line: CommandLine): string {
  const [first = ''] = error.message.replace(/^error: /, '').split('\n');
  if (error.code === 'commander.unknownOption') return unknownOption(first, line);
  if (error.code === 'commander.unknownCommand') return unknownCommand(line);
  const message = /[.!?]$/.test(first) ? first : `${first}.`;
  // An option that is not there yet is no example.
  return error.code === 'later' ? withExample(message, exampleOf(nameOf(line))) : aboutOption(message, line);
}

/** A file that is not there: its neighbor with nearly the same name, and an example. */
export async function inputComplaint(error: InputError, line: CommandLine): Promise<string> {
  const { file, message, remedy } = error;
  const complaint = `${file}: ${message}. ${remedy}`;
  if (message !== 'no such file' && message !== 'it is a folder') return complaint;
  const neighbor = message === 'no such file' ? await neighborOf(file) : undefined;
  const hint = neighbor === undefined ? '' : ` Did you mean ${neighbor}?`;
  return withExample(complaint + hint, fileExampleOf(nameOf(line)));
}

async function neighborOf(path: string): Promise<string | undefined> {
  const folder = dirname(path);
  const names = await readdir(folder).catch(() => []);
  const found = nearest(basename(path), names, SLIP);
  return found === undefined ? undefined : join(folder, found);
}

function unknownCommand({ program, args }: CommandLine): string {
  const typed = args.find((arg) => !arg.startsWith('-')) ?? '';
  const said = `unknown command ${quoted(typed)}`;
  const names = program.commands.map((command) => command.name());
  const meant = nearest(typed, names, SLIP);
  if (meant !== undefined) return withExample(`${said}. Did you mean ${meant}?`, exampleOf(meant));
  return withExample(`${said}: \`imap-preflight --help\` lists them.`, exampleOf(undefined));
}

function unknownOption(message: string, line: CommandLine): string {
  const command = commandOf(line);
  // What stands behind the sign may be a password.
  const typed = /'([^'=]*)/.exec(message)?.[1] ?? '';
  if (/\s/.test(typed)) {
    return withExample(
      'a text that begins with a dash is taken for an option: put `--` before it.',
      `imap-preflight ${command?.name() ?? 'explain'} -- "<text>"`,
    );
  }
  const isOwn = command?.options.some(({ long }) => long === typed);
  if (isOwn) return withExample(`${typed} takes no value.`, exampleOf(command?.name(), typed));
  const owner = line.program.commands.find((other) => other.options.some(({ long }) => long === typed));
  if (owner !== undefined && command !== undefined) {
    const complaint = `unknown option ${quoted(typed)}: it belongs to \`${owner.name()}\`.`;
    return withExample(complaint, exampleOf(owner.name(), typed));
  }
  const options = command?.options.flatMap(({ long, hidden }) => (long && !hidden ? [long] : [])) ?? [];
  // Whole words come with two dashes.
  const meant = nearest(typed.replace(/^-(?=[a-z]{2})/i, '--'), options, SLIP);
  const name = command?.name();
  if (meant !== undefined) {
    return withExample(`unknown option ${quoted(typed)}. Did you mean ${meant}?`, exampleOf(name, meant));
  }
  // With one dash, a value may stand right behind the letter.
  const shown = typed.startsWith('--') ? typed : typed.slice(0, 2);
  const help = name === undefined ? 'imap-preflight --help' : `imap-preflight ${name} --help`;
  return withExample(`unknown option ${quoted(shown)}: \`${help}\` lists them.`, exampleOf(name));
}

function commandOf({ program, args }: CommandLine): Command | undefined {
  const name = args.find((arg) => !arg.startsWith('-'));
  return program.commands.find((command) => command.name() === name);
}

function nameOf(line: CommandLine): string | undefined {
  return commandOf(line)?.name();
}

/** With an example of the first option that the complaint names and the command has. */
function aboutOption(complaint: string, line: CommandLine): string {
  const command = commandOf(line);
  const known = command?.options.map(({ long }) => long) ?? [];
  const option = complaint.match(/--[a-z][a-z-]*/g)?.find((word) => known.includes(word));
  return withExample(complaint, exampleOf(command?.name(), option));
}

function withExample(complaint: string, example: string): string {
  return `${complaint} Example: \`${example}\`.`;
}

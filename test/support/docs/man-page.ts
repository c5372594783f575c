import type { Command, Option } from 'commander';
import { TOOL } from '../../../src/version.js';
import { helpOf } from './options.js';

/** docs/imap-preflight.1, in the macros of man(7). Without a date: versions have none. */
export function manPage(program: Command): string {
  const commands = program
    .createHelp()
    .visibleCommands(program)
    .filter((command) => command.name() !== 'help');
  return `${[
    `.\\" Written by npm run docs from the program. Do not edit.`,
    `.TH IMAP\\-PREFLIGHT 1 "" "${TOOL.name} ${TOOL.version}" "User Commands"`,
    '.SH NAME',
    `${escaped(TOOL.name)} \\- will an IMAP migration to Exchange Online work?`,
    '.SH SYNOPSIS',
    ...commands.flatMap(synopsis).slice(1),
    '.SH DESCRIPTION',
    line(program.description()),
    '.PP',
    line(
      'It reads the CSV file, looks at the source server as Exchange Online would, and signs in to every mailbox. It changes nothing on any server.',
    ),
    line('Standard output carries the report alone; progress and notes go to standard error.'),
    '.SH COMMANDS',
    ...commands.flatMap(section),
    '.SH EXIT STATUS',
    ...EXIT_STATUS.flatMap(([status, meaning]) => ['.TP', `.B ${status}`, line(meaning)]),
    '.SH ENVIRONMENT',
    ...ENVIRONMENT.flatMap(([name, meaning]) => ['.TP', `.B ${name}`, line(meaning)]),
    '.SH EXAMPLES',
    ...EXAMPLES.flatMap(([command, meaning]) => ['.TP', `.B ${escaped(command)}`, line(meaning)]),
    '.SH SEE ALSO',
    line(
      `The commands "explain" and "codes" tell what each code means. The guides, the pages of the codes and the schema of the JSON report stand in the folder docs of the sources.`,
    ),
  ].join('\n')}\n`;
}

const EXIT_STATUS = [
  ['0', 'Ready, with or without warnings.'],
  ['1', 'Findings at or above --fail-on.'],
  ['2', 'The command line is wrong, or an input file cannot be read.'],
  ['3', 'No error found, but something could not be checked; or an internal fault.'],
  ['130', 'Interrupted; the report covers what was done. 143 when it was terminated, 129 at a hangup.'],
] as const;

const ENVIRONMENT = [
  ['NO_COLOR, FORCE_COLOR', 'No colors, or colors also where the output is no terminal.'],
  ['CI', 'No progress line.'],
  [
    'NODE_EXTRA_CA_CERTS',
    'A file of further authorities. Exchange Online does not know them; the report says so.',
  ],
  ['IMAP_PREFLIGHT_DEBUG', 'Show the place of an internal fault in the code.'],
] as const;

const EXAMPLES = [
  ['imap-preflight check users.csv', 'The file alone: nothing is sent anywhere.'],
  ['imap-preflight check users.csv --server imap.contoso.com', 'The file, the server and every sign-in.'],
  ['imap-preflight check --server imap.contoso.com', 'The server alone.'],
  ['imap-preflight fix users.csv', 'A copy that Exchange Online takes.'],
  ['imap-preflight explain login/rejected', 'What a code means and how to mend it.'],
] as const;

function synopsis(command: Command): string[] {
  const [name = '', ...rest] = helpOf(command).usage.split(' ').slice(1);
  return ['.br', `.B imap\\-preflight ${escaped(name)}`, escaped(rest.join(' '))];
}

function section(command: Command): string[] {
  const { description, arguments: operands, options } = helpOf(command);
  const described = operands.filter(({ description }) => description !== '');
  return [
    `.SS ${escaped(command.name())}`,
    line(capital(description)),
    ...described.flatMap(({ name, description }) => [
      '.TP',
      `.I ${escaped(name)}`,
      line(capital(description)),
    ]),
    ...options.flatMap(option),
  ];
}

function option({ flags, description, defaultValue }: Option): string[] {
  const fallback = typeof defaultValue === 'string' ? ` (default: ${defaultValue})` : '';
  return ['.TP', `.B ${escaped(flags)}`, line(capital(description) + fallback)];
}

/** Filled to 80 columns, with nothing at the beginning of a line that roff would take for a request. */
function line(text: string): string {
  const lines: string[] = [];
  for (const word of escaped(text.replaceAll('`', '')).split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length + 1 > 80)
      lines.push(/^['.]/.test(word) ? `\\&${word}` : word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.join('\n');
}

function capital(text: string): string {
  const first = /^\w+:/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
  return first.endsWith('.') ? first : `${first}.`;
}

/** Without these, options are shown with hyphens that cannot be copied. */
function escaped(text: string): string {
  return text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll('…', '...');
}

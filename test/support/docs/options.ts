import type { Command, Option } from 'commander';
import { escaped, GENERATED, sentence, table } from './markdown.js';

/** docs/options.md: every command with its options, in the order of the help. */
export function optionsPage(program: Command): string {
  const commands = program.createHelp().visibleCommands(program);
  const sections = commands.filter((command) => command.name() !== 'help').flatMap(section);
  return `${[
    '# Commands and options',
    GENERATED,
    '`imap-preflight <command> --help` shows the same; so does the manual page, `man imap-preflight`.',
    ...sections,
  ].join('\n\n')}\n`;
}

function section(command: Command): string[] {
  const { usage, description, options } = helpOf(command);
  return [
    `## ${command.name()}`,
    `${sentence(description)}.`,
    `\`\`\`text\n${usage}\n\`\`\``,
    ...(options.length === 0 ? [] : [table(['Option', 'Meaning', 'Default'], options.map(row))]),
  ];
}

export interface CommandHelp {
  usage: string;
  description: string;
  arguments: { name: string; description: string }[];
  /** Those that the help shows, but for --help itself. */
  options: Option[];
}

/** What commander knows of a command, as its help shows it. */
export function helpOf(command: Command): CommandHelp {
  const help = command.createHelp();
  return {
    usage: help.commandUsage(command),
    description: command.description(),
    arguments: command.registeredArguments.map((argument) => ({
      name: argument.name(),
      description: argument.description,
    })),
    options: help.visibleOptions(command).filter(({ long }) => long !== '--help'),
  };
}

function row({ flags, description, defaultValue }: Option): string[] {
  const inText = / \(default: ([^)]*)\)/.exec(description);
  // `--no-color` has a default of true, which says nothing.
  const fallback = typeof defaultValue === 'string' ? defaultValue : inText?.[1];
  const text = inText === null ? description : description.replace(inText[0], '');
  return [`\`${flags}\``, sentence(text), fallback === undefined ? '' : escaped(`\`${fallback}\``)];
}

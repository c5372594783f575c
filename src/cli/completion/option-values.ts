import type { Command, Option } from 'commander';
import { STAGES } from '../../model/stage.js';
import { FORMATS } from '../formats.js';

/** What can stand in a place: a few words, the names of files, or what nobody can foretell. */
export type Values = readonly string[] | 'files' | 'anything';

/** Placeholders, as they stand between the angle brackets of an option or an argument, that stand for a path. */
const PATHS = ['path', 'csv', 'csv...', 'file', 'file...', 'folder', 'report.json'];

/** By the long name of the option, where its placeholder does not say it. */
const BY_OPTION: Readonly<Record<string, readonly string[]>> = {
  '--format': FORMATS,
  '--fail-on': ['error', 'warning', 'never'],
  '--by': ['domain', 'EmailAddress', 'UserName', 'UserRoot'],
  '--encoding': ['utf-8', 'utf-16le', 'windows-1252', 'iso-8859-15', 'windows-1250', 'windows-1251'],
};

/** Options that take several words of a list, separated by commas. */
const LISTS: Readonly<Record<string, readonly string[]>> = { '--only': STAGES, '--skip': STAGES };

/** Undefined for an option without a value. `typed` is what stands there so far. */
export function optionValues(command: Command, name: string, typed: string): Values | undefined {
  const option = command.options.find(({ long, short }) => long === name || short === name);
  if (option === undefined || !(option.required || option.optional)) return undefined;
  const list = LISTS[option.long ?? ''];
  return list === undefined ? valuesOf(option) : continued(list, typed);
}

function valuesOf({ long, flags }: Option): Values {
  const known = BY_OPTION[long ?? ''];
  if (known !== undefined) return known;
  const placeholder = /[<[]([^>\]]+)[>\]]/.exec(flags)?.[1] ?? '';
  if (placeholder.includes('|')) return placeholder.split('|');
  return isPath(placeholder) ? 'files' : 'anything';
}

export function isPath(placeholder: string): boolean {
  return PATHS.includes(placeholder);
}

/** What was typed up to the last comma, and each word that does not stand there yet. */
function continued(list: readonly string[], typed: string): string[] {
  const before = typed.slice(0, typed.lastIndexOf(',') + 1);
  const taken = before.split(',');
  return list.filter((word) => !taken.includes(word)).map((word) => before + word);
}

import type { ErrorGroup, ErrorGroups, ErrorPlace } from '../../knowledge/troubleshooter/error-groups.js';
import { nameOf, titleOf } from '../../knowledge/troubleshooter/guide.js';
import { clean, shorten } from './clean.js';
import { foldPunctuation } from './fold.js';
import { count, hang, ranges } from './layout.js';
import { NARROWEST, type Palette, WIDEST_PROSE } from './palette.js';

/** Addresses, or ranges of rows, that a kind of error shows unless all are wanted. */
const SHOWN = 5;

/** Columns that one address or one message takes at most. */
const LONGEST_ADDRESS = 64;
const LONGEST_SAMPLE = 300;

const INDENT = '   ';

/**
 * What the rows of an error report mean, a paragraph for each kind: how many rows, and whose. `all`: every address.
 * Addresses and messages come from the file, and are cleaned and shortened.
 */
export function* renderErrorGroups(
  file: string,
  groups: ErrorGroups,
  palette: Palette,
  options: { columns: number; unicode: boolean; all: boolean },
): Iterable<string> {
  const width = Math.min(WIDEST_PROSE, Math.max(NARROWEST, Math.floor(options.columns)));
  const say = (words: string) => (options.unicode ? words : foldPunctuation(words));
  const list = groups.list();
  const name = shorten(clean(file), width, palette.ellipsis, 'start');
  yield `${palette.strong(name)}\n`;
  yield `${lines(say(summaryOf(groups, list.length)), width, '').join('\n')}\n`;
  for (const group of list) {
    const { subjects, places } = group;
    const head = subjects.length === 0 ? 'not known here' : subjects.map(nameOf).slice(0, 1).join('');
    const sign = subjects.length === 0 ? palette.symbol.inconclusive : palette.symbol.error;
    yield `\n${sign} ${palette.strong(head)}${say(palette.separator)}${count(places.length, 'row')}\n`;
    const about = subjects[0] === undefined ? sampleOf(group, palette) : titleOf(subjects[0]);
    yield `${lines(say(about), width, INDENT).join('\n')}\n`;
    yield* whose(places, width, palette, options.all);
  }
  yield* loose(groups.blank, 'without a message', width, palette, options.all);
  yield* loose(
    groups.unreadable,
    'that cannot be read, by their quotes or their number of values',
    width,
    palette,
    options.all,
  );
}

function summaryOf({ total }: ErrorGroups, kinds: number): string {
  if (total === 0) return 'No rows below the header: nobody has failed.';
  return `${count(total, 'row')}, ${count(kinds, 'kind')} of error.`;
}

function sampleOf({ sample }: ErrorGroup, { ellipsis }: Palette): string {
  return `"${shorten(clean(sample), LONGEST_SAMPLE, ellipsis)}"`;
}

function* loose(
  places: readonly ErrorPlace[],
  what: string,
  width: number,
  palette: Palette,
  all: boolean,
): Iterable<string> {
  if (places.length === 0) return;
  yield `\n${palette.symbol.warning} ${lines(`${count(places.length, 'row')} ${what}`, width, '').join('\n')}\n`;
  yield* whose(places, width, palette, all);
}

/** The addresses where the report has them, otherwise the rows. */
function* whose(
  places: readonly ErrorPlace[],
  width: number,
  palette: Palette,
  all: boolean,
): Iterable<string> {
  const { dim, ellipsis } = palette;
  const named = places.filter(({ emailAddress }) => emailAddress !== undefined);
  const most = all ? Number.POSITIVE_INFINITY : SHOWN;
  const more = ' (`--all` shows all)';
  if (named.length < places.length) {
    const rows = places.filter(({ emailAddress }) => emailAddress === undefined).map(({ row }) => row);
    const text = ranges(rows, most);
    const hint = text.endsWith(' more') ? more : '';
    yield `${lines(`${rows.length === 1 ? 'row' : 'rows'} ${text}${hint}`, width, INDENT)
      .map(dim)
      .join('\n')}\n`;
  }
  for (const { emailAddress = '' } of named.slice(0, most)) {
    yield `${INDENT}${dim(shorten(clean(emailAddress), Math.min(LONGEST_ADDRESS, width - INDENT.length), ellipsis))}\n`;
  }
  const hidden = named.length - Math.min(most, named.length);
  if (hidden > 0) yield `${INDENT}${dim(palette.commands(`and ${count(hidden, 'more row')}${more}`))}\n`;
}

function lines(text: string, width: number, indent: string): string[] {
  return hang(text, width, indent);
}

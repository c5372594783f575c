import type { FindingText } from '../../knowledge/describe.js';
import type { Code } from '../../model/code.js';
import { ratingWord } from '../groups.js';
import { foldPunctuation } from './fold.js';
import { NARROWEST, type Palette, WIDEST_PROSE } from './palette.js';
import { hangPlain } from './plain.js';

const LABELS = 10;

const EFFECTS: Record<FindingText['effect'], string> = {
  batch: 'Exchange Online refuses the batch',
  endpoint: 'Exchange Online refuses the endpoint',
  row: 'Exchange Online leaves out or fails the row',
  risk: 'Exchange Online goes on, with a risk',
};

const OWNERS: Record<FindingText['owner'], string> = {
  'exchange-admin': 'the Exchange administrator',
  'mail-admin': 'the administrator of the source server',
  network: 'whoever runs the network and the DNS',
  user: 'the user of the mailbox',
};

/**
 * One code for a person: what it means, what Exchange Online will do, and every step to mend it. All of it is text of
 * the program's own, so that it needs neither cleaning nor the packages that measure letters of any script.
 */
export function* renderExplanation(
  code: Code,
  text: FindingText,
  palette: Palette,
  options: { columns: number; unicode: boolean },
): Iterable<string> {
  const { dim, strong, separator, commands } = palette;
  const width = Math.min(WIDEST_PROSE, Math.max(NARROWEST, Math.floor(options.columns)));
  const tone = palette.tone[text.rating];
  const bar = `  ${palette.bar} `;
  const say = (words: string) => (options.unicode ? words : foldPunctuation(words));
  const line = (label: string, words: string, number = '') =>
    hangPlain(say(words), width, `  ${label}`.padEnd(LABELS), { paint: dim, behind: number });
  const lines = [
    `${tone(palette.symbol[text.rating])} ${strong(code)}${separator}${tone(ratingWord(text.rating))}`,
    ...hangPlain(say(text.title), width, '  ').map((part) => strong(part)),
    '',
    ...text.message
      .split('\n')
      .flatMap((part) => hangPlain(say(part), width, bar, { paint: dim, rest: bar })),
    '',
    ...line('Cause', text.cause),
    ...line('Effect', `${EFFECTS[text.effect]}.`),
    ...line('Owner', `This can be mended by ${OWNERS[text.owner]}.`),
    '',
    ...text.fix.flatMap((step, index) =>
      line(index === 0 ? 'Fix' : '', step, text.fix.length > 1 ? `${index + 1}. ` : ''),
    ),
    '',
    ...line('See', `${text.kb.name}: ${text.kb.section}`),
    ...line('', text.kb.url).map((part) => dim(part)),
  ];
  yield `${commands(lines.join('\n'))}\n`;
}

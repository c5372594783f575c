import type { FindingText } from '../../knowledge/describe.js';
import type { Code } from '../../model/code.js';
import { ratingWord } from '../groups.js';
import { hang, labelled, pad } from './layout.js';
import { styleOf, type TextOptions } from './style.js';

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

/** One code for a person: what it means, what Exchange Online will do, and every step to mend it. */
export function* renderExplanation(code: Code, text: FindingText, options: TextOptions): Iterable<string> {
  const style = styleOf(options);
  const tone = style.tone[text.rating];
  const bar = `  ${style.dim(style.bar)} `;
  const line = (label: string, words: string) =>
    labelled(pad(`  ${label}`, LABELS), words, style.prose, style.dim);
  const lines = [
    `${tone(style.symbol[text.rating])} ${style.strong(code)}${style.separator}${tone(ratingWord(text.rating))}`,
    ...hang(style.strong(text.title), style.prose, '  '),
    '',
    ...hang(style.sentence(text.message), style.prose, bar, bar),
    '',
    ...line('Cause', style.sentence(text.cause)),
    ...line('Effect', `${EFFECTS[text.effect]}.`),
    ...line('Owner', `This can be mended by ${OWNERS[text.owner]}.`),
    '',
    ...text.fix.flatMap((step, index) => {
      const label = style.dim(pad(index === 0 ? '  Fix' : '', LABELS));
      return hang(
        style.sentence(step),
        style.prose,
        `${label}${text.fix.length > 1 ? `${index + 1}. ` : ''}`,
      );
    }),
    '',
    ...line('See', `${text.kb.name}: ${style.text(text.kb.section)}`),
    ...line('', style.dim(text.kb.url)),
  ];
  yield `${lines.join('\n')}\n`;
}

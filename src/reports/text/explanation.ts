import type { FindingText } from '../../knowledge/describe.js';
import {
  type Guide,
  type GuideStep,
  nameOf,
  type Reference,
  type Subject,
  titleOf,
} from '../../knowledge/troubleshooter/guide.js';
import { TOPIC_IDS, TOPICS } from '../../knowledge/troubleshooter/topics.js';
import { ratingWord } from '../groups.js';
import { foldPunctuation } from './fold.js';
import { NARROWEST, type Palette, WIDEST_PROSE } from './palette.js';
import { hangPlain } from './plain.js';

const LABELS = 10;
const INDENT = '     ';

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
 * A guide for a person, in parts that are shown one after the other or all at once. All of it is text of the program's
 * own, so that it needs neither cleaning nor the packages that measure letters of any script.
 */
export class Explanation {
  readonly #palette: Palette;
  readonly #width: number;
  readonly #unicode: boolean;

  constructor(palette: Palette, { columns, unicode }: { columns: number; unicode: boolean }) {
    this.#palette = palette;
    this.#width = Math.min(WIDEST_PROSE, Math.max(NARROWEST, Math.floor(columns)));
    this.#unicode = unicode;
  }

  *whole(guide: Guide): Iterable<string> {
    yield this.head(guide);
    for (const [index, step] of guide.steps.entries()) yield `\n${this.step(step, index, guide)}`;
    if (guide.choices.length > 0) yield `\n${this.choices(guide)}`;
    yield `\n${this.end(guide)}`;
  }

  /** What it is, and what it means. */
  head({ name, title, message, meaning, finding }: Guide): string {
    const palette = this.#palette;
    const tone = finding === undefined ? palette.strong : palette.tone[finding.rating];
    const sign = finding === undefined ? palette.arrow : palette.symbol[finding.rating];
    const rating = finding === undefined ? '' : palette.separator + tone(ratingWord(finding.rating));
    const bar = `  ${palette.bar} `;
    return this.#text([
      `${tone(sign)} ${palette.strong(name)}${rating}`,
      ...this.#hang(title, '  ').map((line) => palette.strong(line)),
      '',
      ...message.flatMap((part) =>
        hangPlain(this.#say(part), this.#width, bar, { paint: palette.dim, rest: bar }),
      ),
      ...(message.length > 0 ? [''] : []),
      ...this.#labelled(finding === undefined ? 'About' : 'Cause', meaning),
      ...(finding === undefined
        ? []
        : [
            ...this.#labelled('Effect', `${EFFECTS[finding.effect]}.`),
            ...this.#labelled('Owner', `This can be mended by ${OWNERS[finding.owner]}.`),
            ...this.#labelled('Note', 'Names and numbers here are examples.'),
          ]),
    ]);
  }

  /** `index` from 0. */
  step({ check, how, proof, see }: GuideStep, index: number, { steps }: Guide): string {
    const palette = this.#palette;
    const number = steps.length === 1 ? `  ${palette.arrow}  ` : `  ${index + 1}. `.padEnd(INDENT.length);
    return this.#text([
      ...this.#hang(check, number).map((line) => palette.strong(line)),
      ...how.flatMap((sentence) => this.#hang(sentence, `${INDENT}${how.length > 1 ? '• ' : ''}`)),
      ...this.#proof(proof),
      ...see.flatMap((one) => this.#reference(one, `${INDENT}See    `)),
    ]);
  }

  choices({ choices }: Guide): string {
    return this.#text(
      choices.flatMap(({ label, topic }, index) => [
        ...this.#hang(label, `  ${index + 1}. `),
        `${INDENT}\`imap-preflight explain ${topic}\``,
      ]),
    );
  }

  end({ last, see, name }: Guide): string {
    const more = name === 'none-of-the-above' ? [] : ['`imap-preflight explain none-of-the-above` goes on.'];
    return this.#text([
      ...this.#labelled('Else', [last, ...more].join(' ')),
      ...see.flatMap((one) => this.#reference(one, '  See'.padEnd(LABELS))),
    ]);
  }

  /** Where a message has more than one meaning. */
  candidates(subjects: readonly Subject[]): string {
    return this.#text([
      ...this.#hang('This can mean several things, the likeliest first:', '  '),
      ...subjects.flatMap((subject, index) =>
        this.#hang(`${titleOf(subject)} (${nameOf(subject)})`, `  ${index + 1}. `),
      ),
    ]);
  }

  topics(): string {
    const width = Math.max(...TOPIC_IDS.map((id) => id.length));
    return this.#text(TOPIC_IDS.flatMap((id) => this.#hang(TOPICS[id].title, `${id.padEnd(width)}  `)));
  }

  note(words: string): string {
    return this.#text(this.#hang(words, '  '));
  }

  #proof(proof: GuideStep['proof']): string[] {
    const label = `${INDENT}Proof  `;
    if (typeof proof === 'string') return this.#hang(`No option of \`check\` can tell: ${proof}.`, label);
    // Not wrapped: a command line is there to be copied.
    return [`${label}\`${proof.run}\``, ...this.#hang(`It shows ${proof.shows}.`, ' '.repeat(label.length))];
  }

  #reference({ name, section, url }: Reference, label: string): string[] {
    const { dim } = this.#palette;
    return [
      ...hangPlain(this.#say(`${name}: ${section}`), this.#width, label, { paint: dim }),
      dim(' '.repeat(label.length) + url),
    ];
  }

  #labelled(label: string, words: string): string[] {
    return hangPlain(this.#say(words), this.#width, `  ${label}`.padEnd(LABELS), {
      paint: this.#palette.dim,
    });
  }

  #hang(words: string, first: string): string[] {
    return hangPlain(this.#say(words), this.#width, this.#say(first));
  }

  #say(words: string): string {
    return this.#unicode ? words : foldPunctuation(words);
  }

  #text(lines: readonly string[]): string {
    return `${this.#palette.commands(lines.join('\n'))}\n`;
  }
}

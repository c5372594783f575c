import type { Code } from '../model/code.js';
import type { Finding, Rating, Severity, ToldText } from '../model/finding.js';
import { ARTICLES } from './articles.js';
import { CATALOGUE } from './catalogue.js';
import type { Entry } from './entry.js';
import { vantageOf } from './vantage.js';

/** The text of a finding, as every report shows it. */
export interface FindingText extends ToldText {
  rating: Rating;
  kb: ToldText['kb'] & { name: string };
}

/** The text of a finding: that of the catalogue, or what a report that was read in told. */
export function describe(finding: Finding): FindingText {
  if (finding.told !== undefined)
    return { ...finding.told, ...namedArticle(finding.told), rating: ratingOf(finding) };
  // The record's type ties each entry to the arguments of its code; a lookup by a union of codes loses that tie.
  const entry = CATALOGUE[finding.code] as unknown as Entry<Code>;
  const args = finding.args as never;
  const rating = finding.rating ?? entry.rating;
  return {
    severity: severityOf(rating),
    rating,
    title: entry.title,
    message: typeof entry.message === 'function' ? entry.message(args) : entry.message,
    cause: typeof entry.cause === 'function' ? entry.cause(args) : entry.cause,
    fix: [...(typeof entry.fix === 'function' ? entry.fix(args) : entry.fix)],
    // What is no error stops nothing, whatever the same code does elsewhere.
    effect: rating === 'error' ? entry.effect : 'risk',
    owner: entry.owner,
    vantage: vantageOf(finding),
    kb: {
      article: entry.kb.article,
      name: ARTICLES[entry.kb.article].name,
      section: entry.kb.section,
      url: ARTICLES[entry.kb.article].url + (entry.kb.anchor === '' ? '' : `#${entry.kb.anchor}`),
    },
  };
}

function namedArticle({ kb }: ToldText): Pick<FindingText, 'kb'> {
  const { [kb.article]: known }: Readonly<Record<string, { name: string }>> = ARTICLES;
  return { kb: { ...kb, name: known?.name ?? kb.article } };
}

/** The text of a code without a run. */
export function describeCode(code: Code): FindingText {
  return describe({ code, args: CATALOGUE[code].example } as Finding);
}

export function ratingOf(finding: Finding): Rating {
  return finding.rating ?? CATALOGUE[finding.code].rating;
}

export function severityOf(rating: Rating): Severity {
  return rating === 'inconclusive' ? 'warning' : rating;
}

/** Whether a text is one of the codes, letter by letter. */
export function isCode(text: string): text is Code {
  return Object.hasOwn(CATALOGUE, text);
}

/** Every code, in the order of the stages. */
export const CODES = Object.keys(CATALOGUE) as Code[];

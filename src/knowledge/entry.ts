import type { Code, CodeArguments } from '../model/code.js';
import type { Effect, Owner, Rating } from '../model/finding.js';
import type { KbSection } from './articles.js';

export type Text<C extends Code> = string | ((args: CodeArguments[C]) => string);
export type Steps<C extends Code> = readonly string[] | ((args: CodeArguments[C]) => readonly string[]);

/** All that is said of a code. Text only: what was seen in a run comes from the finding. */
export interface Entry<C extends Code> {
  rating: Rating;
  /** A few words, no full stop. */
  title: string;
  /** What Exchange Online says, word for word where Microsoft publishes it; otherwise what was found. */
  message: Text<C>;
  cause: Text<C>;
  /** What to do, the likeliest remedy first, each a full sentence. */
  fix: Steps<C>;
  effect: Effect;
  owner: Owner;
  kb: KbSection;
  /** Arguments with which the entry is shown when there is no run: in `explain` and in the documentation. */
  example: CodeArguments[C];
}

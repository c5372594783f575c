import type { KbSection } from '../articles.js';

/** A command line of this program that proves a step, and what it then says. */
export interface Proof {
  run: string;
  /** What its answer means, without a full stop. */
  shows: string;
}

/** One thing to check. What is quoted of Microsoft stands word for word, the rest is in our own words. */
export interface PathStep {
  /** A question whose bad answer is the cause. */
  check: string;
  /** How to check and to mend it, each a full sentence. */
  how: readonly string[];
  /** The best first: a version without an option of one takes the next. A text says why nothing here can tell. */
  proof: readonly Proof[] | string;
  /** Where the article has it; empty where neither article does. */
  sections: readonly KbSection[];
  /** The remedies of a code that belong to this step, and say it in place of `how`. */
  about?: RegExp;
}

/** A path through the articles: what it is about, and what to check in which order. */
export interface Path {
  /** A few words, no full stop. */
  title: string;
  meaning: string;
  /** What Exchange Online says, word for word. */
  quotes?: readonly string[];
  /** Sections that are no step of their own, such as those with a choice. */
  sections?: readonly KbSection[];
  steps: readonly PathStep[];
  /** By which it is found, in lower case and singular. */
  words: readonly string[];
}

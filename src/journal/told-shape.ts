import type { Effect, Owner, Severity, ToldText, Vantage } from '../model/finding.js';
import { type Fields, list, matching, object, oneOf, text, words } from './shape.js';

const severity = oneOf<Severity>({ error: 0, warning: 0, notice: 0 });
export const vantage = oneOf<Vantage>({ here: 0, microsoft: 0 });

// Reports show these two as they are.
const ARTICLE = /^[a-z\d-]{1,60}$/;
const LINK = /^https:\/\/[\w.-]+(?:\/[\w./#-]*)?$/;

/** What a finding says, as a report tells it. */
export const toldFields: Fields<ToldText> = {
  severity,
  title: words,
  message: words,
  cause: words,
  fix: list(words),
  effect: oneOf<Effect>({ batch: 0, endpoint: 0, row: 0, risk: 0 }),
  owner: oneOf<Owner>({ 'exchange-admin': 0, 'mail-admin': 0, network: 0, user: 0 }),
  vantage,
  kb: object<ToldText['kb']>({ article: matching(ARTICLE), section: text, url: matching(LINK) }),
};

export const toldText = object<ToldText>(toldFields);

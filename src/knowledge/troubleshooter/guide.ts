import type { Code } from '../../model/code.js';
import { ARTICLES, type KbSection } from '../articles.js';
import { SUPPORT } from '../catalogue/steps.js';
import { CODES, describeCode, type FindingText } from '../describe.js';
import { CODE_STEPS, proofsOf } from './code-paths.js';
import type { PathStep, Proof } from './path.js';
import { type Choice, TOPIC_IDS, TOPICS, type TopicId } from './topics.js';

/** What a message or some words mean: a code, or a path without one. */
export type Subject = { code: Code } | { topic: TopicId };

export interface Reference {
  article: string;
  name: string;
  section: string;
  url: string;
}

export interface GuideStep {
  check: string;
  how: readonly string[];
  /** A text says why nothing here can tell. */
  proof: Proof | string;
  see: readonly Reference[];
}

/** All that is said of a subject, ready to be shown. */
export interface Guide {
  /** The code or the topic. */
  name: string;
  title: string;
  /** What Exchange Online says, a line each. */
  message: readonly string[];
  meaning: string;
  /** Of codes only. */
  finding?: Pick<FindingText, 'rating' | 'severity' | 'effect' | 'owner'>;
  steps: readonly GuideStep[];
  choices: readonly Choice[];
  /** What is left when no step has helped. */
  last: string;
  see: readonly Reference[];
}

/** Whether this version can do what a command line asks. */
export type IsRunnable = (commandLine: string) => boolean;

export function guideTo(subject: Subject, isRunnable: IsRunnable): Guide {
  return 'code' in subject ? guideToCode(subject.code, isRunnable) : guideToTopic(subject.topic, isRunnable);
}

export function nameOf(subject: Subject): string {
  return 'code' in subject ? subject.code : subject.topic;
}

export function titleOf(subject: Subject): string {
  return 'code' in subject ? describeCode(subject.code).title : TOPICS[subject.topic].title;
}

/** Codes first, as everywhere. */
export const SUBJECT_NAMES: readonly string[] = [...CODES, ...TOPIC_IDS];

function guideToCode(code: Code, isRunnable: IsRunnable): Guide {
  const { title, message, cause, fix, rating, severity, effect, owner, kb } = describeCode(code);
  const steps = stepsOf(code, fix);
  return {
    name: code,
    title,
    message: message.split('\n'),
    meaning: cause,
    finding: { rating, severity, effect, owner },
    steps: steps.map((step) => shown(step, isRunnable)),
    choices: [],
    last: SUPPORT,
    see: steps.some(({ sections }) => sections.some(({ section }) => section === kb.section)) ? [] : [kb],
  };
}

/**
 * The remedies of a code along the path of the article: each stands at the step it belongs to, in place of that
 * step's own words, so that nothing is said twice. What belongs to none comes first.
 */
function stepsOf(code: Code, fix: readonly string[]): PathStep[] {
  const path = CODE_STEPS[code] ?? [];
  const own: string[] = [];
  const ofSteps = new Map<PathStep, string[]>();
  for (const remedy of fix) {
    if (remedy === SUPPORT) continue;
    const step = path.find(({ about }) => about?.test(remedy));
    if (step === undefined) own.push(remedy);
    else ofSteps.set(step, [...(ofSteps.get(step) ?? []), remedy]);
  }
  const first: PathStep = { check: MEND, how: own, proof: proofsOf(code), sections: [] };
  const rest = path.map((step) => ({ ...step, how: inOrder(ofSteps.get(step), step.how) }));
  return own.length > 0 ? [first, ...rest] : rest;
}

/**
 * The words of a code, in the order of the article where they are the same as there; others stay behind what they
 * follow.
 */
function inOrder(own: readonly string[] | undefined, how: readonly string[]): readonly string[] {
  if (own === undefined) return how;
  let last = -1;
  const placed = own.map((sentence) => {
    last = how.includes(sentence) ? how.indexOf(sentence) : last;
    return { sentence, place: last };
  });
  return placed.sort((a, b) => a.place - b.place).map(({ sentence }) => sentence);
}

const MEND = 'Mend what the code names';

function guideToTopic(topic: TopicId, isRunnable: IsRunnable): Guide {
  const { title, meaning, quotes = [], sections = [], steps, choices = [] } = TOPICS[topic];
  return {
    name: topic,
    title,
    message: quotes,
    meaning,
    steps: steps.map((step) => shown(step, isRunnable)),
    choices,
    last: SUPPORT,
    see: sections.map(reference),
  };
}

function shown({ check, how, proof, sections }: PathStep, isRunnable: IsRunnable): GuideStep {
  const found = typeof proof === 'string' ? proof : proof.find(({ run }) => isRunnable(run));
  return { check, how, proof: found ?? NOT_YET, see: sections.map(reference) };
}

const NOT_YET = 'this version has no option for it yet';

function reference({ article, section, anchor }: KbSection): Reference {
  const { name, url } = ARTICLES[article];
  return { article, name, section, url: `${url}#${anchor}` };
}

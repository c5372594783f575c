import type { ErrorGroups, ErrorPlace } from '../knowledge/troubleshooter/error-groups.js';
import {
  type Guide,
  nameOf,
  type Reference,
  type Subject,
  titleOf,
} from '../knowledge/troubleshooter/guide.js';
import { clean } from './text/clean.js';

/** One guide as JSON, each field named: `others` are the further meanings of the same message. */
export function guideJson(guide: Guide, others: readonly Subject[] = []): object {
  const { name, title, message, meaning, finding, steps, choices, last, see } = guide;
  return {
    name,
    kind: finding === undefined ? 'topic' : 'code',
    ...(finding && {
      severity: finding.severity,
      inconclusive: finding.rating === 'inconclusive',
      effect: finding.effect,
      owner: finding.owner,
    }),
    title,
    message: message.join('\n'),
    meaning,
    steps: steps.map((step) => ({
      check: step.check,
      how: step.how,
      proof: typeof step.proof === 'string' ? { none: step.proof } : step.proof,
      kb: step.see.map(reference),
    })),
    choices: choices.map(({ label, topic }) => ({ label, topic })),
    last,
    kb: see.map(reference),
    others: others.map((subject) => ({ name: nameOf(subject), title: titleOf(subject) })),
  };
}

function reference({ article, section, url }: Reference): Omit<Reference, 'name'> {
  return { article, section, url };
}

/** The rows of an error report by what they mean, with a guide to each meaning that is known. */
export function errorGroupsJson(groups: ErrorGroups, guideOf: (subject: Subject) => Guide): object {
  return {
    rows: groups.total,
    groups: groups.list().map(({ subjects: [first, ...others], places, sample }) => ({
      rows: places.length,
      places: places.map(place),
      ...(first === undefined
        ? { guide: null, message: clean(sample) }
        : { guide: guideJson(guideOf(first), others) }),
    })),
    blank: groups.blank.map(place),
    unreadable: groups.unreadable.map(place),
  };
}

function place({ row, line, emailAddress }: ErrorPlace): object {
  return { row, line, ...(emailAddress === undefined ? {} : { emailAddress: clean(emailAddress) }) };
}

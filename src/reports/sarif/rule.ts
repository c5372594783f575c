import { describeCode } from '../../knowledge/describe.js';
import type { Code } from '../../model/code.js';
import { type Rating, stageOf } from '../../model/finding.js';

export const LEVELS: Record<Rating, 'error' | 'warning' | 'note'> = {
  error: 'error',
  inconclusive: 'warning',
  warning: 'warning',
  notice: 'note',
};

/** As GitHub sorts by it. */
const PROBLEMS: Record<Rating, string> = {
  error: 'error',
  inconclusive: 'warning',
  warning: 'warning',
  notice: 'recommendation',
};

/** A code of the catalogue as a reportingDescriptor (SARIF 2.1.0, 3.49); names and numbers in it are examples. */
export function ruleJson(code: Code): object {
  const { title, rating, cause, fix, effect, owner, kb } = describeCode(code);
  const steps = fix.map((step, index) => `${index + 1}. ${step}`).join('\n');
  const see = `${kb.name}: ${kb.section}`;
  return {
    id: code,
    shortDescription: { text: title },
    fullDescription: { text: cause },
    help: {
      text: `${cause}\n\n${steps}\n\nSee ${see}: ${kb.url}`,
      markdown: `${cause}\n\n${steps}\n\nSee [${see}](${kb.url}).`,
    },
    helpUri: kb.url,
    defaultConfiguration: { level: LEVELS[rating] },
    properties: { 'problem.severity': PROBLEMS[rating], tags: [stageOf(code), effect, owner] },
  };
}

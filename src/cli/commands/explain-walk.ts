import { type Guide, guideTo, type IsRunnable, type Subject } from '../../knowledge/troubleshooter/guide.js';
import type { Explanation } from '../../reports/text/explanation.js';
import type { CliIo } from '../io.js';
import { writeAll } from '../output.js';
import { Questions } from '../question.js';

const INTERRUPTED = 130;

/** What a person wants after a step. */
type Reply = 'yes' | 'no' | 'quit';

/** Goes through a guide step by step until one has helped. Sets the status where Ctrl-C ends it. */
export async function walk(
  subjects: readonly Subject[],
  explanation: Explanation,
  isRunnable: IsRunnable,
  io: CliIo,
): Promise<void> {
  const questions = new Questions(io);
  try {
    await new Walk(explanation, questions, isRunnable, io).from(subjects);
  } finally {
    questions.close();
  }
  if (questions.interrupted) io.setStatus(INTERRUPTED);
}

class Walk {
  constructor(
    readonly explanation: Explanation,
    readonly questions: Questions,
    readonly isRunnable: IsRunnable,
    readonly io: CliIo,
  ) {}

  async from(subjects: readonly Subject[]): Promise<void> {
    let subject = await this.#likeliest(subjects);
    while (subject !== undefined) {
      const guide = guideTo(subject, this.isRunnable);
      await this.#show(`${this.explanation.head(guide)}\n`);
      if (guide.choices.length === 0) return this.#steps(guide);
      await this.#show(this.explanation.choices(guide));
      const topic = guide.choices[(await this.#number(guide.choices.length)) ?? -1]?.topic;
      subject = topic === undefined ? undefined : { topic };
    }
  }

  async #likeliest(subjects: readonly Subject[]): Promise<Subject | undefined> {
    if (subjects.length <= 1) return subjects[0];
    await this.#show(this.explanation.candidates(subjects));
    return subjects[(await this.#number(subjects.length)) ?? -1];
  }

  async #steps(guide: Guide): Promise<void> {
    for (const [index, step] of guide.steps.entries()) {
      await this.#show(this.explanation.step(step, index, guide));
      const reply = await this.#solved();
      if (reply === 'quit') return;
      if (reply === 'yes') {
        return this.#show(
          this.explanation.note('Good. Run `imap-preflight check` once more before the batch.'),
        );
      }
    }
    await this.#show(this.explanation.end(guide));
  }

  async #solved(): Promise<Reply> {
    for (;;) {
      const answer = await this.#ask('\n  Did this solve it? [y]es, [n]o, [q]uit: ');
      if (answer === undefined) return 'quit';
      const reply = (['yes', 'no', 'quit'] as const).find((word) => answer !== '' && word.startsWith(answer));
      if (reply !== undefined) return reply;
    }
  }

  /** From 0; undefined for none. An empty answer is the first. */
  async #number(most: number): Promise<number | undefined> {
    for (;;) {
      const answer = await this.#ask(`\n  Which one? [1-${most}], [q]uit: `);
      if (answer === undefined || (answer !== '' && 'quit'.startsWith(answer))) return undefined;
      const number = answer === '' ? 1 : Number(answer);
      if (Number.isInteger(number) && number >= 1 && number <= most) return number - 1;
    }
  }

  async #ask(question: string): Promise<string | undefined> {
    const answer = await this.questions.ask(question);
    // The cursor stands behind a question that nobody answered.
    await this.#show('\n');
    return answer;
  }

  #show(text: string): Promise<void> {
    return writeAll(this.io.stdout, [text]);
  }
}

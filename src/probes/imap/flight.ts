import type { ImapCompileNode } from 'imapflow/lib/handler/types.js';
import type { Answer } from '../../model/evidence.js';

export interface Command {
  name: string;
  /** What follows the name, as it is written, where it needs no literals. */
  words?: string;
  attributes?: ImapCompileNode[];
}

/** Commands that go out in one piece, and what came of each. */
export class Flight {
  /** In the order of the commands; empty until they are sent. */
  tags: string[] = [];
  /** By tag. */
  readonly answers = new Map<string, Answer>();

  /** `awaited`: so many of the commands are what the session is for; the others may be answered later. */
  constructor(
    readonly commands: readonly Command[],
    readonly awaited = commands.length,
  ) {}

  answerTo(name: string): Answer | undefined {
    const index = this.commands.findIndex((command) => command.name === name);
    return this.answers.get(this.tags[index] ?? '');
  }
}

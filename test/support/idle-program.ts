import { type Commands, createProgram } from '../../src/cli/program.js';

const idle = async () => {};

/** The program, with commands that do nothing. */
export function idleProgram(check: Commands['check'] = idle) {
  return createProgram({
    check,
    split: idle,
    fix: idle,
    report: idle,
    demo: idle,
    explain: idle,
    codes: idle,
    completion: idle,
    complete: idle,
  });
}

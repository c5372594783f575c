import { isCode } from '../knowledge/describe.js';
import type { Code, CodeArguments } from '../model/code.js';
import { CSV_ARGUMENTS } from './csv-argument-shapes.js';
import { ENDPOINT_ARGUMENTS } from './endpoint-argument-shapes.js';
import { type Fields, Malformed, object, type Shape } from './shape.js';
import { SIGN_IN_ARGUMENTS } from './sign-in-argument-shapes.js';

const FIELDS: { [C in Code]: Fields<CodeArguments[C]> } = {
  ...CSV_ARGUMENTS,
  ...ENDPOINT_ARGUMENTS,
  ...SIGN_IN_ARGUMENTS,
};

const SHAPES = new Map(Object.entries(FIELDS).map(([of, fields]) => [of, object(fields)]));

export const code: Shape<Code> = (value) => {
  if (typeof value !== 'string' || !isCode(value)) throw new Malformed();
  return value;
};

/** A copy of the arguments of a code. @throws {Malformed} when they are not what the code has. */
export function argumentsOf(of: Code, value: unknown): CodeArguments[Code] {
  const shape = SHAPES.get(of);
  if (shape === undefined) throw new Malformed();
  return shape(value) as CodeArguments[Code];
}

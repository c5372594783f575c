/** C1 controls, directional signs and line separators, which a terminal or a script may obey. */
const UNSAFE = /[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** JSON of a value that has some; on one line unless `indent` is given. What a terminal may obey is escaped. */
export function encode(value: unknown, indent?: number): string {
  const escaped = (sign: string) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value, undefined, indent).replace(UNSAFE, escaped);
}

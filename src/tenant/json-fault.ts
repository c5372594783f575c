/** A whole token, or what may stand at the beginning of one that is cut short. */
const TOKEN =
  /\s*(?:([{}[\]:,])|"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/y;

/** What may come next. `key-or-end`: only an empty object may end there. */
type Due = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end';

/** Where text stops being JSON, in characters from 0. Undefined where it is JSON. It says where, and never what. */
export function jsonFaultAt(text: string): number | undefined {
  const open: string[] = [];
  let due: Due = 'value';
  for (let at = 0; ; ) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    const start = match === null ? skipSpace(text, at) : at + match[0].length - match[0].trimStart().length;
    if (match === null) return start;
    const next = step(due, match[1] ?? (text[start] === '"' ? '"' : 'other'), open);
    if (next === undefined) return start;
    due = next;
    at += match[0].length;
    if (open.length === 0 && due === 'comma-or-end') {
      const rest = skipSpace(text, at);
      return rest === text.length ? undefined : rest;
    }
  }
}

function step(due: Due, sign: string, open: string[]): Due | undefined {
  const takesValue = due === 'value' || due === 'value-or-end';
  switch (sign) {
    case '{':
    case '[':
      open.push(sign);
      return takesValue ? OPENED[sign] : undefined;
    case '}':
    case ']':
      return closes(due, sign, open) ? 'comma-or-end' : undefined;
    case ':':
      return due === 'colon' ? 'value' : undefined;
    case ',':
      return due === 'comma-or-end' ? BEHIND_COMMA[open.at(-1) ?? '['] : undefined;
    default:
      if (takesValue) return 'comma-or-end';
      return sign === '"' && due.startsWith('key') ? 'colon' : undefined;
  }
}

const OPENED = { '{': 'key-or-end', '[': 'value-or-end' } as const;
const BEHIND_COMMA: Record<string, Due> = { '{': 'key', '[': 'value' };

function closes(due: Due, sign: '}' | ']', open: string[]): boolean {
  const empty = sign === '}' ? 'key-or-end' : 'value-or-end';
  if (due !== 'comma-or-end' && due !== empty) return false;
  return open.pop() === (sign === '}' ? '{' : '[');
}

function skipSpace(text: string, at: number): number {
  let start = at;
  while (start < text.length && /\s/.test(text[start] ?? '')) start++;
  return start;
}

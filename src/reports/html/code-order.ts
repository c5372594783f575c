import type { Code } from '../../model/code.js';
import type { Group } from '../groups.js';

/** The codes of a row, each once, the gravest first: in the order of the findings. */
export type CodeOrder = (codes: readonly Code[]) => Code[];

export function codeOrder(groups: readonly Group[]): CodeOrder {
  const places = new Map<Code, number>();
  for (const { code } of groups) if (!places.has(code)) places.set(code, places.size);
  const place = (code: Code) => places.get(code) ?? places.size;
  return (codes) => [...new Set(codes)].sort((a, b) => place(a) - place(b));
}

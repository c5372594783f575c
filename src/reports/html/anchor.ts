import type { Code } from '../../model/code.js';

/** Where the findings of a code begin; `part`: the second and further groups of the same code. */
export function anchorOf(code: Code, part = 1): string {
  const id = `finding-${code.replace('/', '-')}`;
  return part === 1 ? id : `${id}-${part}`;
}

import type { Answer } from '../model/evidence.js';

/** An answer as it came over the wire, without its tag. */
export function responseText({ status, code, text }: Answer): string {
  return [status, code === undefined ? '' : `[${code}]`, text].filter((part) => part !== '').join(' ');
}

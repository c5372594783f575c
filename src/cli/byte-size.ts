import { quoted } from './quoted.js';
import { UsageError } from './usage-error.js';

/** Steps of 1,024, as Exchange counts them. */
const UNITS: Readonly<Record<string, number>> = { '': 0, K: 1, M: 2, G: 3, T: 4 };

/** `50GB`, `50 GiB`, `500MB`, or a number of bytes. @throws {UsageError} */
export function byteSize(option: string, text: string): number {
  const [, digits = '', unit = ''] = /^(\d{1,15}(?:\.\d{1,3})?) ?(?:([KMGT])i?)?B?$/i.exec(text.trim()) ?? [];
  const value = Math.round(Number(digits) * 1024 ** (UNITS[unit.toUpperCase()] ?? 0));
  if (digits !== '' && value >= 1 && value <= 2 ** 50) return value;
  throw new UsageError(`${option} ${quoted(text)}: give a size such as 50GB, 100GB or 500MB.`);
}

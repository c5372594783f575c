import { quoted } from './quoted.js';
import { UsageError } from './usage-error.js';

const UNITS: Record<string, number> = { '': 1, ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };

const SHORTEST = 0.1;
/** A week: a timer of Node cannot run for longer than 24 days. */
const LONGEST = 7 * 86_400;

/** `90`, `90s`, `30m`, `1h30m` as seconds. @throws {UsageError} */
export function duration(option: string, text: string): number {
  const parts = [...text.trim().matchAll(/(\d+(?:\.\d+)?)\s*(ms|s|m|h|d|)/gi)];
  const whole = parts.map(([part]) => part).join('');
  const seconds = parts.reduce((sum, [, value, unit = '']) => sum + Number(value) * unitOf(unit), 0);
  const sound = whole.replaceAll(/\s/g, '') === text.replaceAll(/\s/g, '') && isOrdered(parts);
  if (sound && seconds >= SHORTEST && seconds <= LONGEST) return seconds;
  throw new UsageError(
    `${option} ${quoted(text)}: give a time from 100ms to 7 days, such as 90s, 30m or 1h30m.`,
  );
}

function unitOf(unit: string): number {
  return UNITS[unit.toLowerCase()] ?? 0;
}

/** `1h30m`, not `30m1h` and not `30 40`. */
function isOrdered(parts: readonly RegExpExecArray[]): boolean {
  const units = parts.map(([, , unit = '']) => unit.toLowerCase());
  const sizes = units.map(unitOf);
  return (
    (units.length === 1 || !units.includes('')) &&
    sizes.every((size, index) => index === 0 || size < (sizes[index - 1] ?? 0))
  );
}

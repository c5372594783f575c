import type { Code } from '../../model/code.js';
import type { Report } from '../../model/report.js';
import type { RowResult } from '../../model/row.js';
import type { Group } from '../groups.js';
import { codeOrder } from './code-order.js';
import { scriptJson, shown } from './markup.js';
import { STATUSES } from './tone.js';

export const LONGEST_NAME = 120;

/** Each different value once, by its number. */
class Numbers<T> {
  readonly #numbers = new Map<string, number>();
  readonly values: T[] = [];

  of(key: string, value: T): number {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.values.length);
    this.values.push(value);
    return this.values.length - 1;
  }
}

/**
 * The rows for the script, in pieces of JSON: an object with `rows`, and the values that their numbers stand for.
 * A row is `[status, codes, address, user name or 0 where it is the address, row, line, folders, ms, file,
 * messages, bytes]`; -1 stands for what is not known, and what follows the last value that says something is left out.
 */
export function* rowData(report: Report, groups: readonly Group[]): Iterable<string> {
  const ordered = codeOrder(groups);
  const files = new Numbers<string>();
  // The choice of files counts them as they were given.
  for (const { file } of report.batches) files.of(file, shown(file, LONGEST_NAME));
  const codes = new Numbers<Code>();
  const sets = new Numbers<number[]>();
  const setOf = (found: readonly Code[]) =>
    sets.of(
      found.join(),
      ordered(found).map((code) => codes.of(code, code)),
    );
  let before = '{"rows":[\n';
  for (const row of report.rows) {
    yield before + rowText(row, setOf(row.codes), files.of(row.file, shown(row.file, LONGEST_NAME)));
    before = ',\n';
  }
  yield `],\n"sets":${scriptJson(sets.values)},\n"codes":${scriptJson(codes.values)},\n"files":${scriptJson(files.values)}}\n`;
}

function rowText(result: RowResult, set: number, file: number): string {
  const { emailAddress, userName, status, row, line, folders, ms, audit } = result;
  const address = shown(emailAddress, LONGEST_NAME);
  const user = userName === emailAddress ? '0' : scriptJson(shown(userName, LONGEST_NAME));
  const time = ms === undefined ? -1 : Math.round(ms);
  const rest =
    audit === undefined ? (file === 0 ? '' : `,${file}`) : `,${file},${audit.messages},${audit.bytes}`;
  return `[${STATUSES.indexOf(status)},${set},${scriptJson(address)},${user},${row},${line},${folders ?? -1},${time}${rest}]`;
}

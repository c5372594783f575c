import type { Group } from '../groups.js';
import { OWNERS, workLists } from '../tasks.js';
import { hang, number } from './layout.js';
import type { Style } from './style.js';

/** Who has to do what first, one entry for each group; groups with the same first step are one. */
export function workList(groups: readonly Group[], style: Style): string[] {
  const lines: string[] = [];
  for (const { owner, tasks } of workLists(groups)) {
    const width = Math.max(...tasks.map(({ rows }) => number(rows.size).length));
    const some = tasks.some(({ rows }) => rows.size > 0);
    lines.push('', `  ${style.strong(OWNERS[owner])}`);
    for (const { step, codes, rows, rating } of tasks) {
      const symbol = style.tone[rating](style.symbol[rating]);
      const first = `    ${symbol} ${some ? rowColumn(rows.size, width) : ''}`;
      lines.push(...hang(`${style.sentence(step)} ${style.dim(codes.join(', '))}`, style.prose, first));
    }
  }
  return lines.length === 0 ? [] : [style.strong('What to do first'), ...lines];
}

/** `  1 row   ` below `200 rows  `; blank for what is not about rows. */
function rowColumn(rows: number, width: number): string {
  const noun = rows === 1 ? 'row' : 'rows';
  return rows === 0 ? ' '.repeat(width + 7) : `${number(rows).padStart(width)} ${noun.padEnd(6)}`;
}

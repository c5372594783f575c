import type { Owner } from '../../model/finding.js';
import type { Group } from '../groups.js';
import { hang, number } from './layout.js';
import type { Style } from './style.js';

const OWNERS: Record<Owner, string> = {
  'exchange-admin': 'Exchange admin',
  'mail-admin': 'Mail admin of the source',
  network: 'Network',
  user: 'Users',
};

interface Task {
  step: string;
  codes: string[];
  rows: Set<string>;
  symbol: string;
}

/** Who has to do what first, one entry for each group; groups with the same first step are one. */
export function workList(groups: readonly Group[], style: Style): string[] {
  const lines: string[] = [];
  for (const owner of Object.keys(OWNERS) as Owner[]) {
    const tasks = tasksOf(
      groups.filter(({ text }) => text.owner === owner && text.severity !== 'notice'),
      style,
    );
    if (tasks.length === 0) continue;
    const width = Math.max(...tasks.map(({ rows }) => number(rows.size).length));
    const some = tasks.some(({ rows }) => rows.size > 0);
    lines.push('', `  ${style.strong(OWNERS[owner])}`);
    for (const { step, codes, rows, symbol } of tasks) {
      const first = `    ${symbol} ${some ? rowColumn(rows.size, width) : ''}`;
      lines.push(...hang(`${step} ${style.dim(codes.join(', '))}`, style.prose, first));
    }
  }
  return lines.length === 0 ? [] : [style.strong('What to do first'), ...lines];
}

/** `  1 row   ` below `200 rows  `; blank for what is not about rows. */
function rowColumn(rows: number, width: number): string {
  const noun = rows === 1 ? 'row' : 'rows';
  return rows === 0 ? ' '.repeat(width + 7) : `${number(rows).padStart(width)} ${noun.padEnd(6)}`;
}

function tasksOf(groups: readonly Group[], style: Style): Task[] {
  const tasks = new Map<string, Task>();
  for (const { code, text, rows } of groups) {
    const step = style.sentence(text.fix[0] ?? text.title);
    const task = tasks.get(step);
    if (task === undefined) {
      const symbol = style.tone[text.rating](style.symbol[text.rating]);
      tasks.set(step, { step, codes: [code], rows: new Set(rows), symbol });
    } else {
      if (!task.codes.includes(code)) task.codes.push(code);
      for (const row of rows) task.rows.add(row);
    }
  }
  return [...tasks.values()];
}

import type { Code } from '../model/code.js';
import type { Owner, Rating } from '../model/finding.js';
import type { Group } from './groups.js';

/** How an owner is named, in the order of the work lists. */
export const OWNERS: Record<Owner, string> = {
  'exchange-admin': 'Exchange admin',
  'mail-admin': 'Mail admin of the source',
  network: 'Network',
  user: 'Users',
};

/** What one owner has to do first about one or more groups. */
export interface Task {
  /** The first step, as the catalogue says it. */
  step: string;
  /** Of the gravest group. */
  rating: Rating;
  codes: Code[];
  /** Keys of the data rows concerned; empty for what is not about rows. */
  rows: Set<string>;
}

export interface WorkList {
  owner: Owner;
  tasks: Task[];
}

/** Who has to do what first; groups with the same first step are one task, and notices are none. */
export function workLists(groups: readonly Group[]): WorkList[] {
  return (Object.keys(OWNERS) as Owner[])
    .map((owner) => ({ owner, tasks: tasksOf(groups.filter(({ text }) => text.owner === owner)) }))
    .filter(({ tasks }) => tasks.length > 0);
}

function tasksOf(groups: readonly Group[]): Task[] {
  const tasks = new Map<string, Task>();
  for (const { code, text, rows } of groups) {
    if (text.severity === 'notice') continue;
    const step = text.fix[0] ?? text.title;
    const task = tasks.get(step);
    if (task === undefined) {
      tasks.set(step, { step, rating: text.rating, codes: [code], rows: new Set(rows) });
    } else {
      if (!task.codes.includes(code)) task.codes.push(code);
      for (const row of rows) task.rows.add(row);
    }
  }
  return [...tasks.values()];
}

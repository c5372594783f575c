import { number } from '../knowledge/catalogue/words.js';
import { comment, quote } from '../knowledge/powershell.js';
import type { Report } from '../model/report.js';
import { obstacleTo } from '../plan/obstacle.js';
import type { Tool } from './json.js';

/** Windows PowerShell 5.1 reads a file without it in the code page of the machine. */
const BYTE_ORDER_MARK = '\uFEFF';

/** A script that carries out the plan; without one, a script that says why and stops. */
export function* renderPowerShell(report: Report, tool: Tool): Iterable<string> {
  yield BYTE_ORDER_MARK;
  for (const line of scriptLines(report, tool)) yield `${line}\n`;
}

function* scriptLines(report: Report, { name, version }: Tool): Iterable<string> {
  const { plan, run, endpoint, totals, batches } = report;
  const server = endpoint === undefined ? '' : ` of ${endpoint.server}`;
  yield comment(`Migration plan${server}, by ${name} ${version}, ${run.startedAt}.`);
  if (plan === undefined) {
    const why = obstacleTo(report) ?? 'the report was written without one';
    yield comment(`There is no plan: ${why}.`);
    yield comment('Correct what the report says, check again, and write this file anew.');
    yield `throw ${quote(`There is no migration plan: ${why}.`)}`;
    return;
  }
  yield comment(
    'Read it before you run it, in the folder from which the check was run. It holds no password.',
  );
  const rows = batches.reduce((sum, batch) => sum + batch.rows, 0);
  // A run that had no reason to go through the rows tells nothing of them.
  const open = rows - totals.rows.passed - totals.rows.failed;
  if (open > 0) {
    const what = 'not tried, or could not be judged';
    yield comment(
      open === 1
        ? `1 row was ${what}: it is in a batch all the same.`
        : `${number(open)} rows were ${what}: they are in the batches all the same.`,
    );
  }
  for (const note of plan.notes) yield comment(note);
  yield '';
  yield* plan.commands;
}

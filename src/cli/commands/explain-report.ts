import type { ErrorReport } from '../../batch/error-report.js';
import { ErrorGroups } from '../../knowledge/troubleshooter/error-groups.js';
import { guideTo, nameOf, type Subject } from '../../knowledge/troubleshooter/guide.js';
import { errorGroupsJson } from '../../reports/explanation-json.js';
import { renderErrorGroups } from '../../reports/text/error-groups.js';
import { Explanation } from '../../reports/text/explanation.js';
import { EXIT } from '../exit-status.js';
import { writeAll } from '../output.js';
import { isRunnable, type Shown, UNKNOWN, writeJson } from './explain-shown.js';

/** What the rows mean, and then a path for each meaning. */
export async function explainReport(
  file: string,
  report: ErrorReport,
  { flags, io, looks, palette }: Shown,
): Promise<void> {
  const groups = new ErrorGroups();
  for await (const row of report.rows()) groups.add(row);
  const list = groups.list();
  const known = list.flatMap(({ subjects }) => subjects.slice(0, 1));
  const allKnown =
    known.length === list.length && groups.unreadable.length === 0 && groups.blank.length === 0;
  io.setStatus(allKnown ? EXIT.ok : EXIT.incomplete);
  const guideOf = (subject: Subject) => guideTo(subject, isRunnable);
  if (flags.json) return writeJson(io, errorGroupsJson(groups, guideOf));
  const explanation = new Explanation(palette, looks);
  await writeAll(io.stdout, renderErrorGroups(file, groups, palette, { ...looks, all: flags.all ?? false }));
  const others = known.length < list.length && !known.some((subject) => nameOf(subject) === nameOf(UNKNOWN));
  for (const subject of others ? [...known, UNKNOWN] : known) {
    await writeAll(io.stdout, ['\n', ...explanation.whole(guideOf(subject))]);
  }
}

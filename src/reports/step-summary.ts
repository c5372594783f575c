import type { Report } from '../model/report.js';
import { renderMarkdown } from './markdown.js';

/** What GitHub takes of one step: docs.github.com, "Workflow commands", job summaries. */
export const MOST_OCTETS = 1024 * 1024;

const CUT =
  '\n_The rest was cut: GitHub takes 1 MiB of a step. A report in another format, such as `--report report.md`, has it all._\n';

const FENCE = /^`{3,}/;

/**
 * The markdown report in less than a step of GitHub Actions may write, `taken` octets of which are there already. It
 * is cut at the end of a line, and says so. Undefined where nothing has room.
 */
export function stepSummary(report: Report, taken = 0): string | undefined {
  const room = MOST_OCTETS - 1 - taken - Buffer.byteLength(CUT);
  if (room <= 0) return undefined;
  const kept: string[] = [];
  let octets = 0;
  // Of a block of commands that is open.
  let fence = '';
  for (const piece of renderMarkdown(report)) {
    for (const line of piece.split(/(?<=\n)/)) {
      octets += Buffer.byteLength(line);
      if (octets + fence.length >= room) return kept.join('') + (fence && `${fence}\n`) + CUT;
      kept.push(line);
      const [mark = ''] = FENCE.exec(line) ?? [];
      if (fence === '') fence = mark;
      else if (mark === fence) fence = '';
    }
  }
  return kept.join('');
}

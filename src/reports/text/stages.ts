import type { StageId, StageResult, StageStatus } from '../../model/stage.js';
import { headLine, headRoom } from './head.js';
import { flow } from './layout.js';
import type { Tone } from './palette.js';
import type { Style } from './style.js';

export const STAGE_WORDS: Record<StageStatus, { tone: Tone; words: string }> = {
  passed: { tone: 'good', words: 'passed' },
  warned: { tone: 'warning', words: 'warned' },
  failed: { tone: 'error', words: 'failed' },
  incomplete: { tone: 'inconclusive', words: 'could not tell' },
  skipped: { tone: 'skipped', words: 'not run' },
};

interface Part {
  status: StageStatus;
  reason: string;
  ids: StageId[];
}

/**
 * Neighbours of one status together, `✖ csv failed · ✔ dns, tcp passed`; below them, once for each reason,
 * `○ tls, imap, login not run: no port is open`.
 */
export function stageLines(stages: readonly StageResult[], style: Style): string[] {
  const plain: Part[] = [];
  const reasoned = new Map<string, Part>();
  for (const { id, status, reason } of stages) {
    const part: Part = { status, reason: style.text(reason ?? '', 200), ids: [id] };
    const key = `${status} ${part.reason}`;
    const same = part.reason === '' ? plain.at(-1) : reasoned.get(key);
    if (same?.status === status) same.ids.push(id);
    else if (part.reason === '') plain.push(part);
    else reasoned.set(key, part);
  }
  const chips = flow(
    plain.map((part) => say(part, style)),
    style.separator,
    headRoom(style),
  );
  const lines = [chips, ...[...reasoned.values()].map((part) => say(part, style))].filter(Boolean);
  return lines.flatMap((line, index) => headLine(index === 0 ? 'Stages' : '', line, style));
}

function say({ status, reason, ids }: Part, style: Style): string {
  const { tone, words } = STAGE_WORDS[status];
  const text = `${style.symbol[tone]} ${ids.join(', ')} ${words}`;
  return style.tone[tone](reason === '' ? text : `${text}: ${reason}`);
}

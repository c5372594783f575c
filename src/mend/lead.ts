import { HEAD_LINES } from '../batch/frames.js';
import { findHeader } from '../batch/preamble.js';

/** A line before the header. */
export interface LeadLine {
  /** With its line end. */
  raw: string;
  fate: 'blank' | 'dropped' | 'kept';
}

/** What stands before the header, from the first line on. */
export interface Lead {
  lines: LeadLine[];
  /** Byte order marks where the header begins: some programs write one in every part that they join. */
  marks: boolean;
  delimiter: string;
}

/** Characters after which the first lines are taken as they are: a longer one is no header. */
const MOST = 1024 * 1024;

const MARKS = /^\uFEFF+/;

/** Takes what stands before the header off a text. */
export async function openText(
  text: AsyncGenerator<string>,
): Promise<{ lead: Lead; rest: AsyncGenerator<string> }> {
  const lead: Lead = { lines: [], marks: false, delimiter: ',' };
  let held = '';
  let ended = false;
  const fill = async () => {
    for (;;) {
      held = takeBlank(held, ended, lead);
      if (ended || held.length > MOST || headLines(held, HEAD_LINES + 1).length > HEAD_LINES) return;
      const { value, done } = await text.next();
      ended = done === true;
      if (!ended) held += value;
    }
  };
  await fill();
  for (;;) {
    const lines = headLines(held, HEAD_LINES);
    const found = findHeader(lines.map(({ raw }) => raw.replace(/[\r\n]+$/, '')));
    lead.delimiter = found.delimiter;
    if (found.index === 0) break;
    held = takeLead(held, lines[found.index]?.start ?? 0, found.mayBeData ? 'kept' : 'dropped', lead);
    if (found.mayBeData) break;
    // What stands there now is judged as the first line of the fixed file will be.
    await fill();
  }
  lead.marks = MARKS.test(held);
  return { lead, rest: concat(held.replace(MARKS, ''), text) };
}

/** Takes blank lines off, as far as they are whole: more of the last one may come. */
function takeBlank(text: string, ended: boolean, lead: Lead): string {
  let start = 0;
  for (const raw of eachLine(text)) {
    const end = start + raw.length;
    const whole = ended || raw.endsWith('\n') || (raw.endsWith('\r') && end < text.length);
    if (!whole || /\S/.test(raw)) break;
    lead.lines.push({ raw, fate: 'blank' });
    start = end;
  }
  return text.slice(start);
}

function takeLead(text: string, end: number, fate: 'kept' | 'dropped', lead: Lead): string {
  for (const raw of eachLine(text.slice(0, end))) {
    lead.lines.push({ raw, fate: /\S/.test(raw) ? fate : 'blank' });
  }
  return text.slice(end);
}

/** The first lines that are not blank, each with its line end and where it starts. */
function headLines(text: string, most: number): { raw: string; start: number }[] {
  const lines: { raw: string; start: number }[] = [];
  let start = 0;
  for (const raw of eachLine(text)) {
    if (lines.length === most) break;
    if (/\S/.test(raw)) lines.push({ raw, start });
    start += raw.length;
  }
  return lines;
}

/** The lines of a text, each with its line end. */
function* eachLine(text: string): Generator<string> {
  const pattern = /[^\r\n]*(?:\r\n|\r|\n|$)/y;
  while (pattern.lastIndex < text.length) yield pattern.exec(text)?.[0] ?? '';
}

async function* concat(first: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}

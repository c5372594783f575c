/** What stands before the lines. */
interface Lead {
  /** How the lead is shown; it is measured without. */
  paint?: (text: string) => string;
  /** Between the lead and the first line, such as `1. `; it is not painted. */
  behind?: string;
  /** Before the other lines; as many blanks as the first lead is long, unless given. */
  rest?: string;
}

/**
 * The lines of a text of which every sign is one column wide, `first` before the first of them. For the program's own
 * sentences; what comes from a file or a server goes through layout.ts.
 */
export function hangPlain(text: string, width: number, first: string, lead: Lead = {}): string[] {
  const { paint = (words: string) => words, behind = '' } = lead;
  const rest = lead.rest ?? ' '.repeat(first.length + behind.length);
  const room = Math.max(8, width - first.length - behind.length);
  return wrap(text, room).map((line, index) => {
    const before = index === 0 ? `${paint(first)}${behind}` : paint(rest);
    return `${before}${line}`.trimEnd();
  });
}

function wrap(text: string, room: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines;
}

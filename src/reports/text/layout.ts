import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import { number } from '../../knowledge/catalogue/words.js';

export { number };

/**
 * The lines of a paragraph: `first` stands before its first line, as many blanks before the others, unless
 * `rest` is given. Words longer than the line are left whole.
 */
export function hang(
  text: string,
  width: number,
  first: string,
  rest = ' '.repeat(stringWidth(first)),
): string[] {
  const room = Math.max(8, width - stringWidth(first));
  return wrapAnsi(text, room)
    .split('\n')
    .map((line, index) => ((index === 0 ? first : rest) + line).trimEnd());
}

/** Parts that are not torn apart, as many on a line as fit, with `separator` between those on one line. */
export function flow(parts: readonly string[], separator: string, width: number): string {
  const lines: string[] = [];
  let line = '';
  for (const part of parts) {
    const longer = line === '' ? part : line + separator + part;
    if (line !== '' && stringWidth(longer) > width) {
      lines.push(line);
      line = part;
    } else {
      line = longer;
    }
  }
  if (line !== '') lines.push(line);
  return lines.join('\n');
}

/** `label` and text in two columns. `text` may hold lines of its own. */
export function labelled(label: string, text: string, width: number, paint: (text: string) => string) {
  return hang(text, width, label === '' ? label : paint(label));
}

export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)));
}

/** Lines with their cells below each other. Columns without any text are left out. */
export function align(table: readonly (readonly string[])[], gap = '  '): string[] {
  const widths: number[] = [];
  for (const cells of table) {
    cells.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, stringWidth(cell));
    });
  }
  return table.map((cells) =>
    cells
      .map((cell, column) => ({ cell, width: widths[column] ?? 0 }))
      .filter(({ width }) => width > 0)
      .map(({ cell, width }) => pad(cell, width))
      .join(gap)
      .trimEnd(),
  );
}

/** `1 row`, `2,500 rows`. */
export function count(value: number, noun: string): string {
  return `${number(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** `812 bytes`, `1.2 KB`, in powers of 1,024. */
export function size(bytes: number): string {
  if (bytes < 1024) return count(bytes, 'byte');
  const units = ['KB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length, Math.floor(Math.log(bytes) / Math.log(1024)));
  const value = bytes / 1024 ** power;
  return `${value < 10 ? value.toFixed(1) : number(Math.round(value))} ${units[power - 1]}`;
}

/** `3 ms`, `12 s`, `4 min 5 s`, `2 h 3 min`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Row numbers as `2-5, 9`, at most `most` ranges and then how many rows are left. */
export function ranges(rows: readonly number[], most: number): string {
  const sorted = [...new Set(rows)].sort((a, b) => a - b);
  const found: { from: number; to: number }[] = [];
  for (const row of sorted) {
    const last = found.at(-1);
    if (last !== undefined && row === last.to + 1) last.to = row;
    else found.push({ from: row, to: row });
  }
  const shown = found.slice(0, most);
  const left = found.slice(most).reduce((sum, { from, to }) => sum + to - from + 1, 0);
  const list = shown.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
  return left === 0 ? list : `${list} and ${number(left)} more`;
}

import { extname } from 'node:path';
import type { Report } from '../model/report.js';
import { TOOL } from '../version.js';
import type { Looks } from './terminal.js';
import { UsageError } from './usage-error.js';

export const FORMATS = ['text', 'json'] as const;
export type Format = (typeof FORMATS)[number];

/** Promised, and named here so that asking for one gets an honest answer. */
export const LATER_FORMATS = ['ndjson', 'junit', 'sarif', 'github', 'markdown', 'html', 'csv'] as const;

const EXTENSIONS: Record<string, Format> = { '.json': 'json', '.txt': 'text' };
const LATER_EXTENSIONS = ['.ndjson', '.xml', '.sarif', '.md', '.html', '.csv'];

/** @throws {UsageError} */
export function formatOfPath(path: string): Format {
  const extension = extname(path).toLowerCase();
  const format = EXTENSIONS[extension];
  if (format !== undefined) return format;
  const why = LATER_EXTENSIONS.includes(extension)
    ? `reports of the kind ${extension} are not in this version yet`
    : 'the format goes by the extension';
  const slip = { typed: extension, words: Object.keys(EXTENSIONS) };
  throw new UsageError(`--report ${path}: ${why}: name a file that ends in .json or .txt.`, slip);
}

/** `full`: every row and every step of a text report. */
export async function render(
  report: Report,
  format: Format,
  looks: Looks,
  full: boolean,
): Promise<Iterable<string>> {
  if (format === 'json') return (await import('../reports/json.js')).renderJson(report, TOOL);
  const { renderText } = await import('../reports/text.js');
  const all = full ? { limit: Number.POSITIVE_INFINITY, steps: Number.POSITIVE_INFINITY } : {};
  return renderText(report, { ...looks, ...all });
}

/** How a text report looks in a file. */
export const FILE_LOOKS: Looks = { colour: false, unicode: true, columns: 100 };

import { extname } from 'node:path';
import type { Report } from '../model/report.js';
import { TOOL } from '../version.js';
import type { Looks } from './terminal.js';
import { UsageError } from './usage-error.js';

export const FORMATS = ['text', 'json', 'html'] as const;
export type Format = (typeof FORMATS)[number];
/** `powershell`: the plan alone, which is no report of the run and goes into a file only. */
export type FileFormat = Format | 'powershell';

/** Promised, and named here so that asking for one gets an honest answer. */
export const LATER_FORMATS = ['ndjson', 'junit', 'sarif', 'github', 'markdown', 'csv'] as const;

const EXTENSIONS: Record<string, FileFormat> = {
  '.json': 'json',
  '.txt': 'text',
  '.html': 'html',
  '.htm': 'html',
  '.ps1': 'powershell',
};
const LATER_EXTENSIONS = ['.ndjson', '.xml', '.sarif', '.md', '.csv'];

/** @throws {UsageError} */
export function formatOfPath(path: string): FileFormat {
  const extension = extname(path).toLowerCase();
  const format = EXTENSIONS[extension];
  if (format !== undefined) return format;
  const why = LATER_EXTENSIONS.includes(extension)
    ? `reports of the kind ${extension} are not in this version yet`
    : 'the format goes by the extension';
  const slip = { typed: extension, words: Object.keys(EXTENSIONS) };
  throw new UsageError(
    `--report ${path}: ${why}: name a file that ends in .json, .txt, .html or .ps1.`,
    slip,
  );
}

/** `full`: every row and every step of a text report. */
export async function render(
  report: Report,
  format: FileFormat,
  looks: Looks,
  full: boolean,
): Promise<Iterable<string>> {
  if (format === 'json') return (await import('../reports/json.js')).renderJson(report, TOOL);
  if (format === 'powershell') {
    return (await import('../reports/powershell.js')).renderPowerShell(report, TOOL);
  }
  if (format === 'html') return (await import('../reports/html.js')).renderHtml(report, TOOL);
  const { renderText } = await import('../reports/text.js');
  const all = full ? { limit: Number.POSITIVE_INFINITY, steps: Number.POSITIVE_INFINITY } : {};
  return renderText(report, { ...looks, ...all });
}

/** How a text report looks in a file. */
export const FILE_LOOKS: Looks = { colour: false, unicode: true, columns: 100 };

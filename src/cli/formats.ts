import { basename, extname } from 'node:path';
import type { JournalRun } from '../journal/event-lines.js';
import type { Report } from '../model/report.js';
import { TOOL } from '../version.js';
import type { Looks } from './terminal.js';
import { UsageError } from './usage-error.js';

export const FORMATS = [
  'text',
  'json',
  'ndjson',
  'junit',
  'sarif',
  'github',
  'markdown',
  'html',
  'csv',
] as const;
export type Format = (typeof FORMATS)[number];
/** `powershell`: the plan alone, which is no report of the run and goes into a file only. */
export type FileFormat = Format | 'powershell';

/** `github` has none: its commands mean something in the log of a step alone. */
export const EXTENSIONS: Record<string, FileFormat> = {
  '.txt': 'text',
  '.json': 'json',
  '.ndjson': 'ndjson',
  '.xml': 'junit',
  '.sarif': 'sarif',
  '.md': 'markdown',
  '.html': 'html',
  '.htm': 'html',
  '.csv': 'csv',
  '.ps1': 'powershell',
};

/** @throws {UsageError} */
export function formatOfPath(path: string): FileFormat {
  // GitHub's documentation gives SARIF files this name too.
  const extension = /\.sarif\.json$/i.test(basename(path)) ? '.sarif' : extname(path).toLowerCase();
  const format = EXTENSIONS[extension];
  if (format !== undefined) return format;
  const names = Object.keys(EXTENSIONS);
  const list = `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
  throw new UsageError(
    `--report ${path}: the format goes by the extension: name a file that ends in ${list}.`,
    {
      typed: extension,
      words: names,
    },
  );
}

export interface RenderOptions {
  looks: Looks;
  /** Every row and every step, in the formats for people. */
  full: boolean;
  /** What the run was asked, where that is known. */
  run?: JournalRun;
}

export async function render(
  report: Report,
  format: FileFormat,
  { looks, full, run }: RenderOptions,
): Promise<Iterable<string>> {
  const limit = full ? { limit: Number.POSITIVE_INFINITY } : {};
  switch (format) {
    case 'json':
      return (await import('../reports/json.js')).renderJson(report, TOOL);
    case 'ndjson':
      return (await import('../reports/ndjson.js')).renderNdjson(report, TOOL, run);
    case 'junit':
      return (await import('../reports/junit.js')).renderJunit(report, TOOL);
    case 'sarif':
      return (await import('../reports/sarif.js')).renderSarif(report, TOOL);
    case 'github':
      return (await import('../reports/github.js')).renderGithub(report);
    case 'markdown':
      return (await import('../reports/markdown.js')).renderMarkdown(report, limit);
    case 'html':
      return (await import('../reports/html.js')).renderHtml(report, TOOL);
    case 'csv':
      return (await import('../reports/csv.js')).renderCsv(report);
    case 'powershell':
      return (await import('../reports/powershell.js')).renderPowerShell(report, TOOL);
    case 'text': {
      const steps = full ? { steps: Number.POSITIVE_INFINITY } : {};
      return (await import('../reports/text.js')).renderText(report, { ...looks, ...limit, ...steps });
    }
  }
}

/** How a text report looks in a file. */
export const FILE_LOOKS: Looks = { colour: false, unicode: true, columns: 100 };

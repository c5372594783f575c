import { basename, extname } from 'node:path';
import type { JournalRun } from '../journal/event-lines.js';
import type { Report } from '../model/report.js';
import { TOOL } from '../version.js';
import type { Looks } from './terminal.js';
import { UsageError } from './usage-error.js';

export const FORMATS = ['text', 'json', 'ndjson', 'junit', 'sarif', 'github', 'markdown', 'csv'] as const;
export type Format = (typeof FORMATS)[number];

/** Promised, and named here so that asking for one gets an honest answer. */
export const LATER_FORMATS = ['html'] as const;

/** `github` has none: its commands mean something in the log of a step alone. */
const EXTENSIONS: Record<string, Format> = {
  '.txt': 'text',
  '.json': 'json',
  '.ndjson': 'ndjson',
  '.xml': 'junit',
  '.sarif': 'sarif',
  '.md': 'markdown',
  '.csv': 'csv',
};
const LATER_EXTENSIONS = ['.html'];

/** @throws {UsageError} */
export function formatOfPath(path: string): Format {
  // GitHub's documentation gives SARIF files this name too.
  const extension = /\.sarif\.json$/i.test(basename(path)) ? '.sarif' : extname(path).toLowerCase();
  const format = EXTENSIONS[extension];
  if (format !== undefined) return format;
  const why = LATER_EXTENSIONS.includes(extension)
    ? `reports of the kind ${extension} are not in this version yet`
    : 'the format goes by the extension';
  const names = Object.keys(EXTENSIONS);
  const list = `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
  throw new UsageError(`--report ${path}: ${why}: name a file that ends in ${list}.`);
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
  format: Format,
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
    case 'csv':
      return (await import('../reports/csv.js')).renderCsv(report);
    case 'text': {
      const steps = full ? { steps: Number.POSITIVE_INFINITY } : {};
      return (await import('../reports/text.js')).renderText(report, { ...looks, ...limit, ...steps });
    }
  }
}

/** How a text report looks in a file. */
export const FILE_LOOKS: Looks = { colour: false, unicode: true, columns: 100 };

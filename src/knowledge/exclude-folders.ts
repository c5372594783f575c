import { quote } from './powershell.js';

/** A name that was cut, cleaned or redacted on its way is not the folder's. */
const NOT_WHOLE = /…$|\uFFFD|\[redacted\]|[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;

/** A folder that is named like one of the well-known ones of `-ExcludeFolders`, such as `#Notes#`. */
const LIKE_WELL_KNOWN = /^#(.+)#$/;

/** What PowerShell reads as it stands between the quotation marks that Microsoft's pages have. */
const PLAIN = /^[\p{L}\p{N}[\] ._/\\#-]+$/u;

/** Whether the name is the folder's own, so that a command can be made of it. */
export function isWholeName(path: string): boolean {
  return path !== '' && !NOT_WHOLE.test(path);
}

/**
 * As `-ExcludeFolders` takes the name of a folder (learn.microsoft.com/powershell/module/exchange/new-migrationbatch).
 */
export function excludeName(path: string): string {
  return path.replace(LIKE_WELL_KNOWN, '\\#$1\\#');
}

/** What is to be done about such folders, with the command where the names are known in full. */
export function excludeStep(paths: readonly string[]): string {
  const step = 'Exclude these folders when you create the batch';
  if (!paths.every(isWholeName)) return `${step}, by the names that they have on the source.`;
  const names = paths.map(excludeName).map((name) => (PLAIN.test(name) ? `"${name}"` : quote(name)));
  return `${step}: \`New-MigrationBatch -ExcludeFolders ${names.join(',')}\`.`;
}

import type { Finding, Location } from '../model/finding.js';
import { clean } from './text/clean.js';

/** Where a finding is, in words, such as `users.csv, row 3, line 4, Password`; empty where it is of no file. */
export function placeText({ location }: Finding): string {
  return location === undefined ? '' : locationText(location);
}

function locationText({ file, row, line, column }: Location): string {
  const parts = [
    fileText(file),
    row === undefined ? '' : `row ${row}`,
    line === undefined ? '' : `line ${line}`,
    clean(column ?? ''),
  ];
  return parts.filter(Boolean).join(', ');
}

export function fileText(file: string): string {
  return file === '-' ? 'standard input' : clean(file);
}

/** Whose row it is: both names, or the one where they are equal; empty where none can be told. */
export function subjectText({ subject }: Pick<Finding, 'subject'>): string {
  const names = [subject?.emailAddress ?? '', subject?.userName ?? ''].map(clean).filter(Boolean);
  return [...new Set(names)].join(', ');
}

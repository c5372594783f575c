import type { Report } from '../../model/report.js';

/** A column of the table of rows; the script fills and sorts it by `id`. */
export interface Column {
  id:
    | 'row'
    | 'line'
    | 'file'
    | 'address'
    | 'user'
    | 'status'
    | 'codes'
    | 'folders'
    | 'messages'
    | 'bytes'
    | 'ms';
  title: string;
  /** Numbers stand at the right. */
  numeric?: true;
}

/** The columns that say something of this report. */
export function columnsOf(report: Report): Column[] {
  const several = report.batches.length > 1;
  const measured = isMeasured(report);
  return [
    { id: 'row', title: 'Row', numeric: true },
    { id: 'line', title: 'Line', numeric: true },
    ...(several ? [{ id: 'file', title: 'File' } as const] : []),
    { id: 'address', title: 'Address' },
    { id: 'user', title: 'User name' },
    { id: 'status', title: 'Status' },
    { id: 'codes', title: 'Findings' },
    { id: 'folders', title: 'Folders', numeric: true },
    ...(measured
      ? ([
          { id: 'messages', title: 'Messages', numeric: true },
          { id: 'bytes', title: 'Size', numeric: true },
        ] as const)
      : []),
    { id: 'ms', title: 'Time', numeric: true },
  ];
}

function isMeasured({ rows }: Report): boolean {
  for (const { audit } of rows) if (audit !== undefined) return true;
  return false;
}

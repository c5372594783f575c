import { CATALOGUE } from '../knowledge/catalogue.js';
import type { RowResult } from '../model/row.js';
import type { StageId } from '../model/stage.js';

/**
 * Whether the sign-in of a row, or its mailbox, came to an answer. The status alone does not tell: a row that only the
 * stage target fails is signed in to all the same.
 */
export function isAnswered(row: RowResult, id: 'login' | 'mailbox'): boolean {
  const { status, codes, folders, ms } = row;
  if (status === 'passed' || folders !== undefined || isTold(row, 'mailbox')) return true;
  if (id === 'mailbox') return false;
  // An attempt that was broken off has no time; one that failed says why.
  if (!isTold(row, 'login')) return ms !== undefined;
  return codes.some((code) => code.startsWith('login/') && CATALOGUE[code].rating === 'error');
}

function isTold({ codes }: RowResult, family: StageId): boolean {
  return codes.some((code) => code.startsWith(`${family}/`));
}

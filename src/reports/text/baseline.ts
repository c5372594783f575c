import { describe } from '../../knowledge/describe.js';
import type { Finding } from '../../model/finding.js';
import type { Baseline } from '../../model/report.js';
import { placeText, subjectText } from '../place.js';
import { hang, number } from './layout.js';
import type { Style } from './style.js';

/** `1 new, 2 mended, 3 unchanged`. */
export function baselineCounts({ new: added, unchanged, mended, notChecked }: Baseline): string {
  const parts = [
    `${number(added)} new`,
    `${number(mended.length)} mended`,
    `${number(unchanged)} unchanged`,
    notChecked > 0 ? `${number(notChecked)} not looked for again` : '',
  ];
  return parts.filter(Boolean).join(', ');
}

/** `new`, or `2 new` where others are known; empty where all are, or nothing was compared. */
export function newText(findings: readonly Finding[]): string {
  const added = findings.filter(({ baseline }) => baseline === 'new').length;
  if (added === 0) return '';
  return added === findings.length ? 'new' : `${number(added)} new`;
}

/** The findings that are gone, a line each. */
export function mendedLines({ mended }: Baseline, style: Style): string[] {
  if (mended.length === 0) return [];
  const shown = mended.slice(0, style.limit);
  const lines = shown.flatMap((finding) => {
    const text = style.text([describe(finding).title, ...whereText(finding)].join(', '));
    const first = `  ${style.tone.good(style.symbol.good)} `;
    return hang(`${text} ${style.dim(finding.code)}`, style.prose, first);
  });
  const left = mended.length - shown.length;
  if (left > 0)
    lines.push(`  ${style.dim(`${style.ellipsis} and ${number(left)} more; --verbose shows all`)}`);
  return [style.strong('Mended since the baseline'), '', ...lines];
}

/** Where a finding is and whom it concerns, as far as that is told. */
export function whereText(finding: Finding): string[] {
  return [placeText(finding), subjectText(finding)].filter(Boolean);
}

import { FORMS } from '../../knowledge/catalogue/words.js';
import type { DryRun, FormShare } from '../../model/dry-run.js';
import { headLine, headRoom } from './head.js';
import { count, flow, number } from './layout.js';
import type { Style } from './style.js';

/** What would be tried, a line each. */
export function dryRunLines(dryRun: DryRun, style: Style): string[] {
  const { attempts, rows, kept, forms, mostForOneAccount, retries, concurrency, rate } = dryRun;
  const line = (label: string, text: string) => (text === '' ? [] : headLine(label, text, style));
  const room = headRoom(style);
  const shared = rows > attempts ? [`${count(rows, 'row')}, equal credentials once`] : [];
  const pace = rate === undefined ? [] : [`${number(rate)} a second at most`];
  const again =
    retries === 0
      ? 'no further tries'
      : `up to ${number(retries)} more after a transient failure, none after a refusal`;
  return [
    ...line('Would try', flow([style.strong(count(attempts, 'sign-in')), ...shared], style.separator, room)),
    ...line('Server', flow(serverParts(dryRun, style), style.separator, room)),
    ...forms.flatMap((share, index) => line(index === 0 ? 'Accounts' : '', formText(share))),
    ...line('Most', attempts === 0 ? '' : `${count(mostForOneAccount, 'sign-in')} with one account`),
    ...line('Known', kept === 0 ? '' : `${count(kept, 'row')} from an earlier run, not tried again`),
    ...line('Pace', flow([`${number(concurrency)} at a time`, ...pace], style.separator, room)),
    ...line('Again', again),
  ];
}

function serverParts({ server, port, security }: DryRun, style: Style): string[] {
  const name = style.text(server, 260);
  if (port === undefined && security === undefined) return [name, '993 (ssl), or 143 (tls) where 993 fails'];
  return [port === undefined ? name : `${name}:${port}`, ...(security === undefined ? [] : [security])];
}

function formText({ form, rows, accounts }: FormShare): string {
  return `${count(accounts, 'account')} for ${count(rows, 'row')}: ${FORMS[form].name}, ${FORMS[form].example}`;
}

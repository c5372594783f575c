import { FORMS } from '../../knowledge/catalogue/words.js';
import type { DryRun } from '../../model/dry-run.js';
import { count, number } from '../text/layout.js';
import { code, plain } from './escape.js';

/** What would be tried, a label and its text in markdown each. */
export function dryRunFacts(dryRun: DryRun): [string, string][] {
  const { server, port, security, attempts, rows, kept, forms, mostForOneAccount } = dryRun;
  const { retries, concurrency, rate } = dryRun;
  const at = port === undefined ? '' : `:${port}`;
  const open = port === undefined && security === undefined;
  const pace = rate === undefined ? '' : `, ${number(rate)} a second at most`;
  const facts: [string, string][] = [
    ['Would try', `${count(attempts, 'sign-in')} for ${count(rows, 'row')}, equal credentials once`],
    [
      'Server',
      [code(server + at), open ? '993 (ssl), or 143 (tls) where 993 fails' : security]
        .filter(Boolean)
        .join(', '),
    ],
    ...forms.map((share): [string, string] => {
      const { name, example } = FORMS[share.form];
      return [
        'Accounts',
        plain(`${count(share.accounts, 'account')} for ${count(share.rows, 'row')}: ${name}, ${example}`),
      ];
    }),
    ['Most', attempts === 0 ? '' : `${count(mostForOneAccount, 'sign-in')} with one account`],
    ['Known', kept === 0 ? '' : `${count(kept, 'row')} from an earlier run, not tried again`],
    ['Pace', `${number(concurrency)} at a time${pace}`],
    [
      'Again',
      retries === 0
        ? 'no further tries'
        : `up to ${number(retries)} more after a transient failure, none after a refusal`,
    ],
  ];
  return facts.filter(([, text]) => text !== '');
}

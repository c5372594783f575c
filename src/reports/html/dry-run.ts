import { FORMS } from '../../knowledge/catalogue/words.js';
import type { DryRun } from '../../model/dry-run.js';
import { count, number } from '../text/layout.js';
import { html, type Markup, name } from './markup.js';
import { prose } from './prose.js';
import type { Section } from './section.js';

/** What would be tried. */
export function dryRunSection(dryRun: DryRun | undefined): Section | undefined {
  if (dryRun === undefined) return undefined;
  const { attempts, rows, kept, forms, mostForOneAccount, retries, concurrency, rate } = dryRun;
  const line = (label: string, ...values: (Markup | string)[]) =>
    html`<div><dt>${label}</dt>${values.map((value) => html`<dd>${value}</dd>`)}</div>\n`;
  const accounts = forms.map((share) => {
    const { name: form, example } = FORMS[share.form];
    return prose(`${count(share.accounts, 'account')} for ${count(share.rows, 'row')}: ${form}, ${example}`);
  });
  const pace = rate === undefined ? '' : `, ${number(rate)} a second at most`;
  const again = `up to ${number(retries)} more after a transient failure, none after a refusal`;
  const facts = html`<dl class="facts card">
${line('Would try', `${count(attempts, 'sign-in')} for ${count(rows, 'row')}, equal credentials once`)}
${line('Server', server(dryRun))}
${accounts.length === 0 ? undefined : line('Accounts', ...accounts)}
${attempts === 0 ? undefined : line('Most', `${count(mostForOneAccount, 'sign-in')} with one account`)}
${kept === 0 ? undefined : line('Known', `${count(kept, 'row')} from an earlier run, not tried again`)}
${line('Pace', `${number(concurrency)} at a time${pace}`)}
${line('Again', retries === 0 ? 'no further tries' : again)}
</dl>`;
  return { id: 'dry-run', title: 'What would be tried', parts: [facts] };
}

function server({ server, port, security }: DryRun): Markup {
  if (port === undefined && security === undefined)
    return html`${name(server, 260)}, 993 (ssl), or 143 (tls) where 993 fails`;
  return html`${name(server, 260)}${port === undefined ? '' : `:${port}`}${security === undefined ? '' : `, ${security}`}`;
}

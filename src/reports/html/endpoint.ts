import { adviceFor } from '../../knowledge/advice.js';
import { softwareName } from '../../knowledge/catalogue/words.js';
import {
  type AddressPort,
  type Certificate,
  type Endpoint,
  type PortResult,
  TLS_VERSIONS,
  type TlsSummary,
  type TlsVersion,
} from '../../model/endpoint.js';
import type { Report } from '../../model/report.js';
import { SECURITY } from '../text/endpoint.js';
import { count, duration, number } from '../text/layout.js';
import type { Tone } from '../text/palette.js';
import { html, type Markup, name, shown } from './markup.js';
import { prose } from './prose.js';
import type { Section } from './section.js';
import { sign } from './tone.js';

const MOST_SHOWN = 20;
const DAY = 86_400_000;

/** What is known of the source server; parts that are not known are left out. */
export function endpointSection(report: Report): Section | undefined {
  const { endpoint } = report;
  if (endpoint === undefined) return undefined;
  const { tls } = endpoint;
  const card = html`<div class="card endpoint">
${facts(endpoint)}
${tls === undefined ? undefined : matrix(tls)}
${tls?.certificate === undefined ? undefined : certificate(tls.certificate, report.run.startedAt)}
</div>`;
  return { id: 'server', title: 'Source server', parts: [card, advice(report, endpoint)] };
}

function fact(label: string, value: Markup | undefined): Markup | undefined {
  return value === undefined ? undefined : html`<div><dt>${label}</dt><dd>${value}</dd></div>\n`;
}

function facts(endpoint: Endpoint): Markup {
  const { server, port, security, aliases, addresses, ports, attempts, software, product } = endpoint;
  const { greeting, capabilities, capacity, connections } = endpoint;
  const at = port === undefined ? '' : `:${port}`;
  const known = product ?? softwareName(software ?? '');
  return html`<dl class="facts">
${fact('Server', html`<b>${name(server, 260)}${at}</b>${security === undefined ? '' : `, ${SECURITY[security]}`}`)}
${fact('Alias of', listed(aliases))}
${fact('Addresses', listed(addresses))}
${fact('Ports', portList(ports, attempts))}
${fact('Software', known === '' ? undefined : name(known, 60))}
${fact('Greeting', greeting === undefined ? undefined : html`<q>${name(greeting, 300)}</q>`)}
${fact('Capabilities', capabilities.length === 0 ? undefined : html`<span class="mono">${name(capabilities.join(' '), 600)}</span>`)}
${fact('Connections', capacity && html`${number(capacity.held)} of ${count(capacity.asked, 'connection')} at once, ${capacity.signedIn ? 'signed in' : 'without signing in'}`)}
${fact('Connections', connections?.limited ? html`${number(connections.held)} of ${number(connections.wanted)} at once held while signing in` : undefined)}
</dl>`;
}

function listed(texts: readonly string[]): Markup | undefined {
  if (texts.length === 0) return undefined;
  const left = texts.length - MOST_SHOWN;
  const names = texts
    .slice(0, MOST_SHOWN)
    .map((text, index) => html`${index === 0 ? undefined : html`, `}${name(text, 260)}`);
  return html`${names}${left > 0 ? ` and ${number(left)} more` : ''}`;
}

/** One line, or one for each address where the name has several. */
function portList(ports: readonly PortResult[], attempts: readonly AddressPort[]): Markup | undefined {
  const addresses = [...new Set(attempts.map(({ address }) => address))];
  if (addresses.length < 2) return ports.length === 0 ? undefined : html`${ports.map(portState)}`;
  const lines = addresses.slice(0, MOST_SHOWN).map((address) => {
    const own = attempts.filter((attempt) => attempt.address === address);
    return html`<li>${name(address, 50)} ${own.map(portState)}</li>`;
  });
  const left = addresses.length - lines.length;
  return html`<ul class="plain">${lines}${left > 0 ? html`<li>and ${number(left)} more</li>` : undefined}</ul>`;
}

function portState({ port, state, ms }: PortResult): Markup {
  const tone = state === 'open' ? 'good' : 'skipped';
  const words = state === 'timeout' ? 'no answer' : state;
  return html`<span class="port">${sign(tone)}${port} ${words} <span class="quiet">${duration(ms)}</span></span> `;
}

/**
 * TLS 1.2 is what Microsoft documents (https://learn.microsoft.com/purview/technical-reference-details-about-encryption);
 * whether the IMAP migration speaks TLS 1.3 is not published.
 */
const EXCHANGE_ONLINE: Record<TlsVersion, string> = {
  TLSv1: 'no longer',
  'TLSv1.1': 'no longer',
  'TLSv1.2': 'needs it',
  'TLSv1.3': 'not confirmed',
};

function versionName(version: TlsVersion): string {
  return `TLS ${version === 'TLSv1' ? '1.0' : version.slice('TLSv'.length)}`;
}

function matrix({ versions, undetermined, negotiated }: TlsSummary): Markup {
  const lines = TLS_VERSIONS.map((version) => {
    const seen = undetermined.includes(version) ? 'not clear' : versions[version] ? 'yes' : 'no';
    return html`<tr><th scope="row">${versionName(version)}</th><td>${sign(matrixTone(version, seen))}${seen}</td><td>${EXCHANGE_ONLINE[version]}</td></tr>\n`;
  });
  const agreed =
    negotiated === undefined
      ? undefined
      : html`<p>The check and the server agreed on <span class="mono">${shown(`${negotiated.protocol} ${negotiated.cipher}`, 120)}</span>.</p>`;
  return html`<div class="tls">
<h3>TLS</h3>
<table class="matrix">
<thead><tr><th scope="col">Version</th><th scope="col">This server</th><th scope="col">Exchange Online</th></tr></thead>
<tbody>
${lines}</tbody>
</table>
${agreed}
</div>`;
}

function matrixTone(version: TlsVersion, seen: string): Tone {
  if (seen === 'not clear') return 'inconclusive';
  if (seen === 'no') return 'skipped';
  return version === 'TLSv1' || version === 'TLSv1.1' ? 'warning' : 'good';
}

function certificate(seen: Certificate, startedAt: string): Markup {
  const { subject, issuer, names, trusted } = seen;
  return html`<div class="certificate">
<h3>Certificate</h3>
<dl class="facts">
${fact('Subject', name(subject, 200))}
${fact('Names', listed(names))}
${fact('Issued by', issuer === '' ? undefined : name(issuer, 200))}
${fact('Valid', validity(seen, startedAt))}
${fact('Trust', html`${sign(trusted ? 'good' : 'error')}${trusted ? 'trusted' : 'not trusted'} by this machine's authorities`)}
</dl>
</div>`;
}

function validity({ validFrom, validTo }: Certificate, startedAt: string): Markup {
  const now = Date.parse(startedAt);
  const to = Date.parse(validTo);
  const day = (iso: string) => shown(iso.slice(0, 10), 10);
  if (Date.parse(validFrom) > now) return html`${sign('error')}not before ${day(validFrom)}`;
  if (to <= now) return html`${sign('error')}expired ${day(validTo)}`;
  const days = Math.floor((to - now) / DAY);
  if (Number.isNaN(days)) return html`until ${day(validTo)}`;
  return html`${sign(days < 30 ? 'warning' : 'good')}until ${day(validTo)}, ${count(days, 'day')} left`;
}

function advice({ totals: { rows } }: Report, endpoint: Endpoint): Markup {
  const sentences = adviceFor(endpoint, rows.passed > 0 && rows.passed === rows.total);
  if (sentences.length === 0) return html``;
  return html`<h3>Good to know of this server</h3>
<ul class="advice">${sentences.map((sentence) => html`<li>${prose(sentence)}</li>`)}</ul>`;
}

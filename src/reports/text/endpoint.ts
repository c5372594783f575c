import { adviceFor } from '../../knowledge/advice.js';
import { softwareName } from '../../knowledge/catalogue/words.js';
import {
  type Certificate,
  type ConnectionCapacity,
  type Endpoint,
  type PortResult,
  type Security,
  type SeenConnections,
  TLS_VERSIONS,
  type TlsVersion,
} from '../../model/endpoint.js';
import type { Report } from '../../model/report.js';
import { headLine, headRoom } from './head.js';
import { count, duration, flow, number } from './layout.js';
import type { Style } from './style.js';

export const SECURITY: Record<Security, string> = {
  ssl: 'ssl, TLS from the first byte',
  tls: 'tls, STARTTLS',
  none: 'none, plain text',
};

const DAY = 86_400_000;
const ADDRESSES_SHOWN = 6;
const ALIASES_SHOWN = 4;
const LEGACY = new Set<TlsVersion>(['TLSv1', 'TLSv1.1']);

/** What is known of the server, a line each; what is not known is left out. */
export function endpointLines(endpoint: Endpoint, { run, totals }: Report, style: Style): string[] {
  const at = run.startedAt;
  const { rows } = totals;
  const proved = rows.passed > 0 && rows.passed === rows.total;
  const { addresses, aliases, tls, software, greeting, capacity, connections } = endpoint;
  const line = (label: string, text: string) => (text === '' ? [] : headLine(label, text, style));
  const advice = adviceFor(endpoint, proved).map((sentence) => style.sentence(sentence));
  return [
    ...line('Server', serverLine(endpoint, style)),
    ...line('Alias of', flow(shownNames(aliases, style), ` ${style.arrow} `, headRoom(style))),
    ...line('Addresses', isTold(endpoint) ? '' : addressLine(addresses, style)),
    ...portLines(endpoint, style).flatMap((text, index) => line(index === 0 ? 'Ports' : '', text)),
    ...line('TLS', tls === undefined ? '' : tlsLine(tls, style)),
    ...line('Certificate', tls?.certificate === undefined ? '' : certificateLine(tls.certificate, at, style)),
    ...line('Software', style.text(endpoint.product ?? softwareName(software ?? ''), 60)),
    ...line('Greeting', style.text(greeting ?? '', 80)),
    ...line('Connections', capacity === undefined ? '' : capacityLine(capacity)),
    ...line(
      capacity === undefined ? 'Connections' : '',
      connections === undefined ? '' : connectionsLine(connections),
    ),
    ...advice.flatMap((sentence, index) => line(index === 0 ? 'Good to know' : '', sentence)),
  ];
}

function serverLine({ server, port, security }: Endpoint, style: Style): string {
  const name = style.strong(style.text(server, 260) + (port === undefined ? '' : `:${port}`));
  const parts = security === undefined ? [name] : [name, SECURITY[security]];
  return flow(parts, style.separator, headRoom(style));
}

/** A chain of aliases ends where the addresses are, so its end is shown. */
function shownNames(names: readonly string[], style: Style): string[] {
  const shown = names.slice(-ALIASES_SHOWN).map((name) => style.text(name, 260));
  return names.length > ALIASES_SHOWN ? [style.ellipsis, ...shown] : shown;
}

function addressLine(addresses: readonly string[], style: Style): string {
  const shown = addresses.slice(0, ADDRESSES_SHOWN).map((address) => style.text(address, 50));
  const left = addresses.length - shown.length;
  if (left > 0) shown.push(`${style.ellipsis} and ${left} more`);
  return flow(shown, ', ', headRoom(style));
}

function portLine(ports: Endpoint['ports'], style: Style): string {
  // Of the two that are probed one is enough: a closed one is only bad where none is open.
  const closed = ports.some(({ state }) => state === 'open') ? style.dim : style.tone.error;
  const parts = ports.map((result) => portState(result, closed, style));
  return flow(parts, style.separator, headRoom(style));
}

function portState({ port, state, ms }: PortResult, closed: (text: string) => string, style: Style): string {
  const paint = state === 'open' ? style.tone.good : closed;
  return `${port} ${paint(state === 'timeout' ? 'no answer' : state)} ${style.dim(duration(ms))}`;
}

/** The lines of the ports name every address. */
function isTold({ addresses, attempts }: Endpoint): boolean {
  const tried = new Set(attempts.map(({ address }) => address));
  return tried.size > 1 && addresses.every((address) => tried.has(address));
}

/** One line, or one for each address where the name has several. */
function portLines({ ports, attempts }: Endpoint, style: Style): string[] {
  const addresses = [...new Set(attempts.map(({ address }) => address))];
  if (addresses.length < 2) return [portLine(ports, style)];
  const shown = addresses.slice(0, ADDRESSES_SHOWN).map((address) => {
    const own = attempts.filter((attempt) => attempt.address === address);
    return `${style.text(address, 50)}  ${portLine(own, style)}`;
  });
  const left = addresses.length - shown.length;
  return left > 0 ? [...shown, `${style.ellipsis} and ${left} more`] : shown;
}

function capacityLine({ asked, held, signedIn }: ConnectionCapacity): string {
  const how = signedIn ? 'signed in' : 'without signing in';
  return `${number(held)} of ${count(asked, 'connection')} at once, ${how}`;
}

/** Said only of a server that turned connections away. */
function connectionsLine({ wanted, held, limited }: SeenConnections): string {
  if (!limited) return '';
  return `${number(held)} of ${number(wanted)} at once held while signing in`;
}

/** `1.0 no  1.1 no  1.2 yes  1.3 yes · TLSv1.2 ECDHE-RSA-AES256-GCM-SHA384`. */
function tlsLine(tls: NonNullable<Endpoint['tls']>, style: Style): string {
  const { versions, undetermined, negotiated } = tls;
  const row = TLS_VERSIONS.map((version) => {
    const name = version === 'TLSv1' ? '1.0' : version.slice('TLSv'.length);
    const { good, warning } = style.tone;
    const yes = LEGACY.has(version) ? warning : good;
    if (undetermined.includes(version)) return `${name} ${style.tone.inconclusive('?')}`;
    return `${name} ${versions[version] ? yes('yes') : style.dim('no')}`;
  }).join('  ');
  if (negotiated === undefined) return row;
  const agreed = style.text(`${negotiated.protocol} ${negotiated.cipher}`, 80);
  return flow([row, agreed], style.separator, headRoom(style));
}

function certificateLine(certificate: Certificate, at: string, style: Style): string {
  const trust = certificate.trusted ? style.tone.good('trusted') : style.tone.error('not trusted');
  const facts = [style.text(certificate.subject, 100), validity(certificate, at, style), trust];
  const issuer = style.text(certificate.issuer, 160);
  return [
    flow(facts, style.separator, headRoom(style)),
    ...(issuer === '' ? [] : [`issued by ${issuer}`]),
  ].join('\n');
}

function validity({ validFrom, validTo }: Certificate, at: string, style: Style): string {
  const now = Date.parse(at);
  const from = Date.parse(validFrom);
  const to = Date.parse(validTo);
  const day = (iso: string) => style.text(iso.slice(0, 10), 10);
  if (from > now) return style.tone.error(`not valid before ${day(validFrom)}`);
  if (to <= now) return style.tone.error(`expired ${day(validTo)}`);
  const days = Math.floor((to - now) / DAY);
  const text = `valid until ${day(validTo)}`;
  if (Number.isNaN(days)) return text;
  const left = `${count(days, 'day')} left`;
  return `${text} (${days < 30 ? style.tone.warning(left) : left})`;
}

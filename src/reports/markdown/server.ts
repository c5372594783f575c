import { adviceFor } from '../../knowledge/advice.js';
import { softwareName } from '../../knowledge/catalogue/words.js';
import { type Endpoint, TLS_VERSIONS } from '../../model/endpoint.js';
import type { Report } from '../../model/report.js';
import { duration, number } from '../text/layout.js';
import { code, plain } from './escape.js';

const MOST_NAMES = 6;

/** What is known of the server, a label and its text in markdown each; what is not known is left out. */
export function serverFacts(endpoint: Endpoint, { totals: { rows } }: Report): [string, string][] {
  const { server, port, security, addresses, aliases, ports, software, product, greeting } = endpoint;
  const proved = rows.passed > 0 && rows.passed === rows.total;
  const facts: [string, string][] = [
    ['Server', [code(server + (port === undefined ? '' : `:${port}`)), security].filter(Boolean).join(', ')],
    ['Alias of', names(aliases)],
    ['Addresses', names(addresses)],
    [
      'Ports',
      ports
        .map(
          ({ port, state, ms }) => `${port} ${state === 'timeout' ? 'no answer' : state} (${duration(ms)})`,
        )
        .join(', '),
    ],
    ['TLS', tlsText(endpoint)],
    ['Certificate', certificateText(endpoint)],
    ['Software', plain(product ?? softwareName(software ?? ''))],
    ['Greeting', code(greeting ?? '')],
    ['Connections', connectionsText(endpoint)],
    ...adviceFor(endpoint, proved).map((sentence): [string, string] => ['Good to know', plain(sentence)]),
  ];
  return facts.filter(([, text]) => text !== '');
}

function names(all: readonly string[]): string {
  const shown = all.slice(0, MOST_NAMES).map(code);
  const left = all.length - shown.length;
  return shown.join(', ') + (left > 0 ? ` and ${number(left)} more` : '');
}

function tlsText({ tls }: Endpoint): string {
  if (tls === undefined) return '';
  const versions = TLS_VERSIONS.map((version) => {
    const name = version === 'TLSv1' ? '1.0' : version.slice('TLSv'.length);
    return `${name} ${tls.undetermined.includes(version) ? 'unclear' : tls.versions[version] ? 'yes' : 'no'}`;
  });
  const { negotiated } = tls;
  return (
    versions.join(', ') +
    (negotiated === undefined ? '' : `; ${code(`${negotiated.protocol} ${negotiated.cipher}`)}`)
  );
}

function certificateText({ tls }: Endpoint): string {
  const { certificate } = tls ?? {};
  if (certificate === undefined) return '';
  const { subject, issuer, validTo, trusted } = certificate;
  const by = issuer === '' ? '' : `, issued by ${code(issuer)}`;
  return `${code(subject)}${by}, until ${code(validTo.slice(0, 10))}, ${trusted ? 'trusted' : 'not trusted'}`;
}

function connectionsText({ capacity, connections }: Endpoint): string {
  if (capacity !== undefined) {
    const how = capacity.signedIn ? 'signed in' : 'without signing in';
    return `${number(capacity.held)} of ${number(capacity.asked)} at once, ${how}`;
  }
  if (!connections?.limited) return '';
  return `${number(connections.held)} of ${number(connections.wanted)} at once held while signing in`;
}

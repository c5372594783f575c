import ipaddr from 'ipaddr.js';
import { type Finding, finding } from '../model/finding.js';

/** RFC 1035 section 2.3.4 and RFC 1123 section 2.1, as `New-MigrationEndpoint -RemoteServer <Fqdn>` takes it. */
const LABEL = /^[\p{L}\p{N}_](?:[\p{L}\p{N}_-]{0,61}[\p{L}\p{N}_])?$/u;
const MAX_NAME = 253;

/** Whether Exchange Online would take the name as a host name. An address or a URL is the wrong kind of value. */
export function checkServerName(server: string, allowPrivate: boolean): Finding[] {
  const url = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/@]*@)?([^/:?#]+)/i.exec(server);
  if (url !== null) return [notAnFqdn(server, 'url', url[1])];
  if (isAddress(server)) return [notAnFqdn(server, 'ip-address')];
  const more = /^([^:/]+)(?::\d+)?(?:\/.*)?$/.exec(server);
  if (more?.[1] !== undefined && more[1] !== server) return [notAnFqdn(server, 'invalid', more[1])];
  if (!isName(server)) return [notAnFqdn(server, 'invalid')];
  const single = !/\../.test(server);
  return single && !allowPrivate ? [notAnFqdn(server, 'single-label')] : [];
}

/** Not the short forms of an IPv4 address, such as `10.1`, which ipaddr.js takes too. */
function isAddress(server: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(server) || ipaddr.IPv6.isValid(server);
}

function isName(name: string): boolean {
  const labels = (name.endsWith('.') ? name.slice(0, -1) : name).split('.');
  // The last label of a name is never a number; "10.0.1" is a mistyped address.
  return (
    name.length <= MAX_NAME &&
    labels.every((label) => LABEL.test(label)) &&
    !/^\d+$/.test(labels.at(-1) ?? '')
  );
}

/** What is suggested would be taken: a host name with a dot in it. */
function notAnFqdn(
  server: string,
  kind: 'ip-address' | 'url' | 'single-label' | 'invalid',
  suggestion = '',
): Finding {
  const shown = server.slice(0, MAX_NAME);
  const useful = suggestion.includes('.') && isName(suggestion);
  return finding('dns/not-an-fqdn', { server: shown, kind, ...(useful ? { suggestion } : {}) });
}

/** Whether there is something to connect to all the same: an address or a bare name can be tried, a URL cannot. */
export function canBeTried(server: string): boolean {
  const [found] = checkServerName(server, false);
  if (found?.code !== 'dns/not-an-fqdn') return true;
  return found.args.kind === 'ip-address' || found.args.kind === 'single-label';
}

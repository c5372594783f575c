import ipaddr from 'ipaddr.js';
import { type Finding, finding } from '../model/finding.js';

/** RFC 1035 section 2.3.4 and RFC 1123 section 2.1, as `New-MigrationEndpoint -RemoteServer <Fqdn>` takes it. */
const LABEL = /^[\p{L}\p{N}_](?:[\p{L}\p{N}_-]{0,61}[\p{L}\p{N}_])?$/u;
const MAX_NAME = 253;

/** Whether Exchange Online would take the name as a host name. An address or a URL is the wrong kind of value. */
export function checkServerName(server: string, allowPrivate: boolean): Finding[] {
  const url = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/@]*@)?([^/:?#]+)/i.exec(server);
  if (url !== null) return [notAnFqdn(server, 'url', url[1])];
  if (ipaddr.isValid(server)) return [notAnFqdn(server, 'ip-address')];
  const portAdded = /^([^:/]+):\d+$/.exec(server);
  if (portAdded !== null) return [notAnFqdn(server, 'invalid', portAdded[1])];
  const name = server.endsWith('.') ? server.slice(0, -1) : server;
  const labels = name.split('.');
  if (name.length > MAX_NAME || !labels.every((label) => LABEL.test(label)))
    return [notAnFqdn(server, 'invalid')];
  // The last label of a name is never a number; "10.0.1" is a mistyped address.
  if (/^\d+$/.test(labels.at(-1) ?? '')) return [notAnFqdn(server, 'invalid')];
  if (labels.length === 1 && !allowPrivate) return [notAnFqdn(server, 'single-label')];
  return [];
}

function notAnFqdn(
  server: string,
  kind: 'ip-address' | 'url' | 'single-label' | 'invalid',
  suggestion?: string,
): Finding {
  const shown = server.slice(0, MAX_NAME);
  return finding('dns/not-an-fqdn', { server: shown, kind, ...(suggestion ? { suggestion } : {}) });
}

/** Whether there is something to connect to all the same: an address or a bare name can be tried, a URL cannot. */
export function canBeTried(server: string): boolean {
  const [found] = checkServerName(server, false);
  if (found?.code !== 'dns/not-an-fqdn') return true;
  return found.args.kind === 'ip-address' || found.args.kind === 'single-label';
}

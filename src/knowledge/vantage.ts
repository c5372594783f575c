import type { Code } from '../model/code.js';
import { type Finding, stageOf, type Vantage } from '../model/finding.js';
import type { StageId } from '../model/stage.js';

/**
 * What a code speaks of. A file, the public DNS and Exchange Online's own side are the same for everybody
 * (`microsoft`); a way through the network is this machine's (`here`); a server shows the same to everybody who
 * reaches the same one (`server`).
 */
type Ground = Vantage | 'server';

const GROUNDS: Record<StageId, Ground> = {
  csv: 'microsoft',
  dns: 'microsoft',
  tcp: 'here',
  tls: 'server',
  imap: 'server',
  login: 'server',
  mailbox: 'server',
  target: 'microsoft',
};

/**
 * Codes that differ from the rest of their stage: what a firewall, the place or the address of this machine, the load
 * or the pace of this run can cause.
 */
const EXCEPTIONS: { [C in Code]?: Ground } = {
  'csv/file-permissions': 'here',
  'dns/lookup-failed': 'here',
  'tls/handshake-failed': 'here',
  'tls/starttls-missing': 'here',
  'imap/no-greeting': 'here',
  'imap/not-imap': 'here',
  'imap/refused': 'here',
  'login/blocked': 'here',
  'login/web-login-required': 'here',
  'login/timeout': 'here',
  'login/dropped': 'here',
  'login/unavailable': 'here',
  'login/throttled': 'here',
  'login/too-many-connections': 'here',
  'login/stopped': 'here',
};

function groundOf(code: Code): Ground {
  return EXCEPTIONS[code] ?? GROUNDS[stageOf(code)];
}

/** Where a finding holds; of a server that nobody proved to be the one Exchange Online reaches, only here. */
export function vantageOf({ code, vantage }: Finding): Vantage {
  const ground = groundOf(code);
  return vantage ?? (ground === 'server' ? 'here' : ground);
}

/** Notes on a finding about a server whether Exchange Online reaches the same one. */
export function placed<F extends Finding>(finding: F, vantage: Vantage): F {
  if (finding.vantage !== undefined || groundOf(finding.code) !== 'server') return finding;
  return { ...finding, vantage };
}

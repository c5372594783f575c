import { recogniseServer } from '../knowledge/servers.js';
import type { PeerCertificate, TlsEvidence } from '../model/evidence.js';

interface LegacyProduct {
  exchange2010: boolean;
  product?: string;
  probable?: true;
}

/** What runs on a server that has no TLS 1.2: by its greeting, or else by the look of its certificate. */
export function legacyProduct(evidence: TlsEvidence): LegacyProduct {
  const { server, greeting = '', versions } = evidence;
  const only10 = versions.TLSv1.ok && !versions['TLSv1.1'].ok;
  // Exchange named its release in the greeting up to 2007, with the language of the server in between.
  const release = /\bMicrosoft Exchange (?:Server )?(2003|2007)\b/i.exec(greeting)?.[1];
  if (release !== undefined) return { exchange2010: false, product: `Exchange Server ${release}` };
  const name = recogniseServer({ host: server, greeting })?.name;
  // Later releases greet alike, and are never without TLS 1.1 but on Windows Server 2008 R2.
  if (name === 'Exchange Server' && only10) return { exchange2010: true, product: 'Exchange Server 2010' };
  if (name !== undefined) return { exchange2010: false, product: name };
  const peer = versions.TLSv1.ok ? versions.TLSv1.peer : undefined;
  if (!only10 || peer === undefined || !isMadeByExchange(peer)) return { exchange2010: false };
  return { exchange2010: true, product: 'Exchange Server 2010', probable: true };
}

/**
 * Setup of Exchange 2007 and later makes a self-signed certificate for the computer's short name, with that and the
 * full name as its alternative names: http://technet.microsoft.com/en-us/library/bb851554.aspx
 * Others make such certificates too, so it is a hint.
 */
function isMadeByExchange({ distrust, subject, names }: PeerCertificate): boolean {
  const [short = '', full = '', ...others] = [...names].sort((a, b) => a.length - b.length);
  if (distrust !== 'self-signed' || others.length > 0 || !/^[a-z][a-z0-9-]{0,14}$/i.test(short)) return false;
  const lower = short.toLowerCase();
  return subject.toLowerCase() === lower && full.toLowerCase().startsWith(`${lower}.`);
}

import { setTimeout as pause } from 'node:timers/promises';
import type { Dovecot } from './dovecot.js';

/** With these settings Dovecot's log names everybody it refuses, at once. */
export const TELLING = 'auth_verbose = yes';

/** Sign-ins by user name; a refusal of a master's password counts for the master. */
export interface SignIns {
  accepted: Record<string, number>;
  refused: Record<string, number>;
}

/** What a part of the log says of sign-ins. Refusals are told with `TELLING` alone. */
export function signIns(log: string): SignIns {
  return {
    accepted: count(log, /imap-login: Info: Login: user=<([^>]*)>/g),
    refused: count(log, /auth: Info: passwd-file\(([^,]*),.*\): (?:Password mismatch|unknown user)/g),
  };
}

/** Resolves when the log has not grown for a while: what a client left behind is done with. */
export async function untilStill({ log }: Dovecot): Promise<void> {
  for (let length = -1; length !== log().length; await pause(200)) length = log().length;
}

function count(log: string, pattern: RegExp): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [, user = ''] of log.matchAll(pattern)) counts[user] = (counts[user] ?? 0) + 1;
  return counts;
}

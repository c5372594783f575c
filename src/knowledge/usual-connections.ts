import type { ConnectionLimit, ServerProfile } from './servers.js';

/** The limit that a recognized server comes with and that a migration meets. */
export function usualLimit(
  software: ServerProfile | undefined,
  superUser: boolean,
): ConnectionLimit | undefined {
  const connections = software?.connections;
  if (connections?.scope === 'user' && areOwnAccounts(superUser, software)) return undefined;
  return connections;
}

/**
 * Whether each mailbox is read by an account of its own, so that a limit per account is never met. Dovecot counts a
 * master user's sessions as those of the mailbox's owner.
 */
export function areOwnAccounts(superUser: boolean, software: ServerProfile | undefined): boolean {
  return !superUser || software?.id === 'dovecot';
}

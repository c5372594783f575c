import type { Endpoint } from '../model/endpoint.js';
import { type ServerProfile, serverProfile, type TroubleTime } from './servers.js';

/** More is not read. */
const MOST = 4;

/**
 * What is worth knowing of this server before a migration, a sentence or two each, the most important first; empty
 * where the software is not known. What other findings say is not said again. `proved`: all rows have signed in, so
 * that nobody needs to know how.
 */
export function adviceFor(endpoint: Endpoint, proved = false): string[] {
  const profile = serverProfile(endpoint.software);
  if (profile === undefined) return [];
  const adminRows = (endpoint.adminRows ?? 0) > 0;
  const times: Record<TroubleTime, boolean> = {
    always: true,
    'admin-rows': adminRows,
    starttls: endpoint.security === 'tls',
  };
  const trouble = (profile.trouble ?? []).filter(({ when }) => times[when]);
  const special = trouble.filter(({ when }) => when !== 'always');
  const usual = trouble.filter(({ when }) => when === 'always');
  const advice = [
    ...(adminRows && !proved ? adminAdvice(profile) : []),
    ...special.map((one) => one.advice),
    ...(proved ? [] : [signInAdvice(profile)]),
    ...(adminRows || proved ? [] : adminAdvice(profile)),
    ...usual.map((one) => one.advice),
  ];
  return [...new Set(advice)].slice(0, MOST);
}

function signInAdvice({ name, signIn }: ServerProfile): string {
  return (
    signIn?.advice ??
    `This program knows no rule for UserName on ${name}: take what users enter in a mail program, and try one row first.`
  );
}

function adminAdvice({ name, admin, signIn }: ServerProfile): string[] {
  // Where nobody can sign in, this is no matter.
  if (admin === undefined || signIn?.forms.length === 0) return [];
  if (admin !== 'none') return [admin.advice];
  return [
    `${name} has no administrator sign-in that IMAP migration can use: the file needs each user's own name and password.`,
  ];
}

/** Questions to one name server of this machine, as by default. */
const ATTEMPTS = 2;
const MOST_SECONDS = 5;

/**
 * Tells the resolver of the C library not to wait longer for a silent name server than fits into the budget of the
 * stage dns: a lookup cannot be called off, and the process ends only after it. What the user has set stays. Works
 * with glibc (resolv.conf(5), RES_OPTIONS); others have shorter budgets or none.
 */
export function limitResolver(env: Record<string, string | undefined>, seconds: number): void {
  const each = Math.min(MOST_SECONDS, Math.max(1, Math.floor(seconds / (2 * ATTEMPTS))));
  env.RES_OPTIONS ??= `timeout:${each} attempts:${ATTEMPTS}`;
}

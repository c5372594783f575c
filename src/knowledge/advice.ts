import type { Endpoint } from '../model/endpoint.js';

/** What is worth knowing of this server before a migration, a sentence each; empty where nothing is. */
export function adviceFor(_endpoint: Endpoint): string[] {
  return [];
}

import { createRequire } from 'node:module';

const manifest = createRequire(import.meta.url)('../package.json') as { name: string; version: string };

/** Name and version as in package.json, which npm always ships. */
export const TOOL = { name: manifest.name, version: manifest.version } as const;

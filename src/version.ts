import { readFileSync } from 'node:fs';

const manifest: { name: string; version: string } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
);

/** Name and version as in package.json, which npm always ships. */
export const TOOL = { name: manifest.name, version: manifest.version } as const;

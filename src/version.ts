import { readFileSync } from 'node:fs';

/** Of this file and of what is built from it alike. */
export const PACKAGE_FOLDER = new URL('../', import.meta.url);

const manifest: { name: string; version: string } = JSON.parse(
  readFileSync(new URL('package.json', PACKAGE_FOLDER), 'utf8'),
);

/** Name and version as in package.json, which npm always ships. */
export const TOOL = { name: manifest.name, version: manifest.version } as const;

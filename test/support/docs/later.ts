import { readdirSync, readFileSync } from 'node:fs';
import { LATER_FORMATS } from '../../../src/cli/formats.js';
import { LATER_OPTIONS } from '../../../src/cli/program.js';
import { CODES, describeCode } from '../../../src/knowledge/describe.js';

/** The list in the README of what the contract has and this version does not. `sources` is the folder src. */
export function laterList(sources: URL): string {
  const list = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ');
  const names = LATER_OPTIONS.map((flags) => flags.split(' ')[0] ?? '');
  const ahead = CODES.filter((code) =>
    names.some((name) => describeCode(code).fix.some((step) => step.includes(name))),
  );
  const parts = [
    ['Options', list(LATER_OPTIONS)],
    ['Formats', list(LATER_FORMATS)],
    ['Codes that no check raises yet', list(unraised(sources))],
    ['Codes with a fix that names one of these options', list(ahead)],
  ];
  return parts
    .filter(([, names]) => names !== '')
    .map(([head, names]) => `- ${head}: ${names}.`)
    .join('\n');
}

function unraised(sources: URL): string[] {
  const raised = raisingFiles(sources).map((url) => readFileSync(url, 'utf8'));
  return CODES.filter((code) => !raised.some((text) => text.includes(`'${code}'`)));
}

/** Where a code must be named for a run to raise it: the checks, the run, and what is known of servers' answers. */
function raisingFiles(sources: URL): URL[] {
  return ['checks', 'run', 'knowledge'].flatMap((name) => {
    const within = new URL(`${name}/`, sources);
    const files = readdirSync(within).filter((file) => /(?<!\.d)\.ts$/.test(file));
    return files.map((file) => new URL(file, within));
  });
}

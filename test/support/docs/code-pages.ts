import { CATALOGUE } from '../../../src/knowledge/catalogue.js';
import { CODES, describeCode, type FindingText } from '../../../src/knowledge/describe.js';
import type { Code } from '../../../src/model/code.js';
import { type Effect, type Finding, type Owner, stageOf } from '../../../src/model/finding.js';
import { findingJson } from '../../../src/reports/json.js';
import { provingCommand } from './code-proofs.js';
import { escaped, GENERATED, table } from './markdown.js';

const INCONCLUSIVE = 'warning (could not tell)';

const EFFECTS: Record<Effect, string> = {
  batch: 'Exchange Online refuses the whole batch.',
  endpoint: 'Exchange Online refuses the endpoint, so that no batch can use it.',
  row: 'Exchange Online leaves this row out, or its mailbox fails.',
  risk: 'Exchange Online goes on, with a risk.',
};

const OWNERS: Record<Owner, string> = {
  'exchange-admin': 'the administrator of Microsoft 365',
  'mail-admin': 'the administrator of the source server',
  network: 'whoever runs the network, the firewall or the DNS',
  user: 'the owner of the mailbox',
};

/** docs/codes.md. */
export function codesIndex(): string {
  const rows = CODES.map((code) => {
    const text = describeCode(code);
    const { title, effect, owner } = text;
    return [`[\`${code}\`](codes/${pageName(code)})`, severityOf(text), escaped(title), effect, owner];
  });
  return `${[
    '# Codes',
    GENERATED,
    `Every code that a finding can have, with a page for each: what it means, its cause, how to check it, how to mend
it, and the section of Microsoft's article that it follows. \`imap-preflight explain\` shows the same on a terminal.`,
    `Severity is the usual one; some codes are graver or milder, as the case is. A warning that says "could not tell"
makes the verdict \`incomplete\`. Effect says what Exchange Online will do: refuse the \`batch\`, refuse the \`endpoint\`,
leave out or fail the \`row\`, or go on with a \`risk\`. Owner says who can mend it.`,
    table(['Code', 'Severity', 'Title', 'Effect', 'Owner'], rows),
  ].join('\n\n')}\n`;
}

/** The file of a code within docs/codes. */
export function pageName(code: Code): string {
  return `${code.replace('/', '-')}.md`;
}

/** docs/codes/<family>-<name>.md. */
export function codePage(code: Code): string {
  const text = describeCode(code);
  const { title, message, cause, fix, effect, owner, kb } = text;
  const facts = [
    ['Severity', severityOf(text)],
    ['Stage', `\`${stageOf(code)}\``],
    ['Effect', `\`${effect}\`: ${EFFECTS[effect]}`],
    ['Who can mend it', `\`${owner}\`: ${OWNERS[owner]}`],
  ];
  return `${[
    `# ${code}`,
    GENERATED,
    `**${escaped(title)}.**`,
    quoted(message),
    table(['', ''], facts),
    '## Cause',
    escaped(cause),
    '## How to check',
    howToCheck(code),
    '## Fix',
    fix.map((step, index) => `${index + 1}. ${escaped(step)}`).join('\n'),
    '## What Microsoft says',
    `[${escaped(kb.section)}](${kb.url}), in "${escaped(kb.name)}".`,
    '## In the JSON report',
    'One of `findings`; `cause` and `fix` hold the texts above. Names, numbers and places are examples.',
    `\`\`\`json\n${exampleJson(code)}\n\`\`\``,
    '[All codes](../codes.md)',
  ].join('\n\n')}\n`;
}

function howToCheck(code: Code): string {
  return `\`\`\`sh\n${provingCommand(code)}\n\`\`\`\n\nMended: the report no longer names \`${code}\`.`;
}

function quoted(message: string): string {
  return message
    .split('\n')
    .map((line) => `> ${escaped(line)}`)
    .join('\n');
}

function severityOf({ rating, severity }: FindingText): string {
  return rating === 'inconclusive' ? INCONCLUSIVE : severity;
}

function exampleJson(code: Code): string {
  // Laid out as Biome lays it out.
  return JSON.stringify(example(code), null, 2).replace(/\[\s+"…"\s+\]/, '["…"]');
}

/** The finding of `explain`, placed where one of its kind would be. */
function example(code: Code) {
  const family = stageOf(code);
  const ofRow = describeCode(code).effect === 'row' || family === 'login' || family === 'mailbox';
  const location = ofRow ? { file: 'users.csv', row: 3, line: 4 } : { file: 'users.csv' };
  const subject = { emailAddress: 'anna.berg@contoso.com', userName: 'anna.berg@contoso.com' };
  const finding = {
    code,
    args: CATALOGUE[code].example,
    ...(ofRow || family === 'csv' || family === 'target' ? { location } : {}),
    ...(ofRow && family !== 'csv' ? { subject } : {}),
  };
  return { ...findingJson(finding as Finding), cause: '…', fix: ['…'] };
}

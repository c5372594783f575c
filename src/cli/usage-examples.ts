/** What a command takes at least, and what is shown where no option is in question. */
interface CommandExample {
  least: string;
  usual: string;
}

const COMMANDS: Readonly<Record<string, CommandExample>> = {
  check: { least: 'users.csv --server imap.contoso.com', usual: 'users.csv --server imap.contoso.com' },
  split: { least: 'users.csv', usual: 'users.csv --max-rows 2500' },
  fix: { least: 'users.csv', usual: 'users.csv --output users.fixed.csv' },
  report: { least: 'run.ndjson', usual: 'run.ndjson --json' },
  demo: { least: '', usual: '' },
  explain: { least: 'login/rejected', usual: 'login/rejected' },
  codes: { least: '', usual: '' },
  completion: { least: 'bash', usual: 'bash' },
};

/** Each option with a value that it takes, and with what it needs beside it. */
const OPTIONS: Readonly<Record<string, string>> = {
  '--server': '',
  '--port': '--port 993',
  '--security': '--security ssl',
  '--only': '--only dns,tcp,tls',
  '--skip': '--skip mailbox',
  '--concurrency': '--concurrency 20',
  '--probe-connections': '--probe-connections 20',
  '--rate': '--rate 5',
  '--timeout': '--timeout 15',
  '--retries': '--retries 2',
  '--max-rejected': '--max-rejected 10',
  '--accept-untrusted-certificates': '--accept-untrusted-certificates',
  '--allow-private-address': '--allow-private-address',
  '--allow-plaintext': '--allow-plaintext',
  '--resolver': '--resolver 1.1.1.1',
  '--rows': '--rows 1-50',
  '--sample': '--sample 20',
  '--shard': '--shard 2/8',
  '--journal': '--journal run.ndjson',
  '--resume': '--resume run.ndjson',
  '--retry-rejected': '--resume run.ndjson --retry-rejected',
  '--dry-run': '--dry-run',
  '--max-time': '--max-time 30m',
  '--proxy': '--proxy socks5://localhost:1080',
  '--audit': '--audit',
  '--target-quota': '--target-quota 100GB',
  '--recipients': '--recipients mailboxes.csv',
  '--target-domain': '--target-domain contoso.com',
  '--batch-name': '--batch-name Contoso-Batch1',
  '--existing-batches': '--batch-name Contoso-Batch1 --existing-batches batches.csv',
  '--baseline': '--baseline report.json',
  '--redact': '--redact',
  '--format': '--format json',
  '--json': '--json',
  '--report': '--report report.json',
  '--fail-on': '--fail-on warning',
  '--quiet': '--quiet',
  '--verbose': '--verbose',
  '--no-color': '--no-color',
  '--max-rows': '--max-rows 2500',
  '--batches': '--batches 4',
  '--by': '--by domain',
  '--force': '--force',
  '--encoding': '--encoding windows-1252',
  '--trim-passwords': '--trim-passwords',
  '--all': '--all',
};

/** Where an option of the same name means something else. */
const OF_COMMANDS: Readonly<Record<string, string>> = {
  'split --output': '--output batches',
  'split --plan': '--plan report.json',
  'fix --output': '--output users.fixed.csv',
};

/** A command line that works: of this command, or of the one that begins with, and about this option. */
export function exampleOf(command: string | undefined, option?: string): string {
  const name = knownName(command);
  const { least, usual } = COMMANDS[name] as CommandExample;
  const own = option === undefined ? undefined : optionExample(name, option);
  return lineOf(name, own === undefined ? usual : least, own ?? '');
}

/** One that names a file and nothing else where that is enough. */
export function fileExampleOf(command: string | undefined): string {
  const name = knownName(command);
  return name === 'explain' ? lineOf(name, 'MigrationErrors.csv') : exampleOf(name);
}

function knownName(command: string | undefined): string {
  return command !== undefined && Object.hasOwn(COMMANDS, command) ? command : 'check';
}

function lineOf(...words: string[]): string {
  return ['imap-preflight', ...words.filter((word) => word !== '')].join(' ');
}

function optionExample(command: string, option: string): string | undefined {
  const name = `${command} ${option}`;
  if (Object.hasOwn(OF_COMMANDS, name)) return OF_COMMANDS[name];
  return Object.hasOwn(OPTIONS, option) ? OPTIONS[option] : undefined;
}

import { adviceFor } from '../knowledge/advice.js';
import { describe } from '../knowledge/describe.js';
import type { MailboxAudit } from '../model/audit.js';
import type { DryRun } from '../model/dry-run.js';
import type {
  Certificate,
  ConnectionCapacity,
  Endpoint,
  SeenConnections,
  TlsSummary,
} from '../model/endpoint.js';
import { type Evidence, type Finding, type Location, stageOf } from '../model/finding.js';
import { encode } from '../model/json-text.js';
import type { Baseline, Report } from '../model/report.js';
import type { RowResult } from '../model/row.js';
import type { StageResult } from '../model/stage.js';
import { planJson } from './json/plan.js';

export { encode };

/** Raised when a reader of version 1 would no longer understand the report. */
export const SCHEMA_VERSION = 1;

export interface Tool {
  name: string;
  version: string;
}

/**
 * The JSON report (docs/report.schema.json), in pieces: findings and rows one a line. Every field is named
 * here, so that what the model gains does not get out by itself.
 */
export function* renderJson(report: Report, tool: Tool): Iterable<string> {
  const { run, redacted, verdict, batches, endpoint, stages, baseline, dryRun } = report;
  const members: (readonly [string, unknown])[] = [
    ['schemaVersion', SCHEMA_VERSION],
    ['tool', { name: tool.name, version: tool.version }],
    ['run', { startedAt: run.startedAt, durationMs: run.durationMs, interrupted: run.interrupted }],
    ...(redacted ? ([['redacted', true]] as const) : []),
    ['verdict', verdict],
    ['batches', batches.map(({ file, bytes, rows }) => ({ file, bytes, rows }))],
    ['endpoint', endpoint === undefined ? null : endpointJson(endpoint)],
    ['stages', stages.map(stageJson)],
    ['summary', summaryJson(report)],
    ['plan', report.plan === undefined ? null : planJson(report.plan)],
    ...(baseline === undefined ? [] : ([['baseline', baselineJson(baseline)]] as const)),
    ...(dryRun === undefined ? [] : ([['dryRun', dryRunJson(dryRun)]] as const)),
  ];
  yield '{\n';
  for (const [name, value] of members) {
    yield `  ${JSON.stringify(name)}: ${encode(value, 2).replaceAll('\n', '\n  ')},\n`;
  }
  yield* list('findings', report.findings, (finding) => encode(findingJson(finding)));
  yield ',\n';
  yield* list('rows', report.rows, rowText);
  yield '\n}\n';
}

function* list<T>(
  name: string,
  items: Iterable<T> & { length: number },
  toText: (item: T) => string,
): Iterable<string> {
  if (items.length === 0) {
    yield `  "${name}": []`;
    return;
  }
  let before = `  "${name}": [\n    `;
  for (const item of items) {
    yield before + toText(item);
    before = ',\n    ';
  }
  yield '\n  ]';
}

function endpointJson(endpoint: Endpoint) {
  const { server, addresses, aliases, port, security, ports, attempts, tls, ...rest } = endpoint;
  return {
    server,
    addresses,
    port: port ?? null,
    security: security ?? null,
    ports: ports.map(({ port, state, ms }) => ({ port, state, ms })),
    tls: tls === undefined ? null : tlsJson(tls),
    software: rest.software ?? null,
    greeting: rest.greeting ?? null,
    capabilities: rest.capabilities,
    aliases,
    attempts: attempts.map(({ address, port, state, ms }) => ({ address, port, state, ms })),
    product: rest.product ?? null,
    plainCapabilities: rest.plainCapabilities ?? null,
    capacity: rest.capacity === undefined ? null : capacityJson(rest.capacity),
    advice: adviceFor(endpoint),
    connections: rest.connections === undefined ? null : connectionsJson(rest.connections),
  };
}

export function baselineJson({ new: added, unchanged, mended, notChecked }: Baseline) {
  return {
    new: added,
    unchanged,
    mended: mended.length,
    notChecked,
    mendedFindings: mended.map(findingJson),
  };
}

function connectionsJson({ wanted, held, limited }: SeenConnections) {
  return { wanted, held, limited };
}

export function dryRunJson(dryRun: DryRun) {
  const { server, port, security, rows, attempts, kept, forms, mostForOneAccount, retries } = dryRun;
  return {
    server,
    port: port ?? null,
    security: security ?? null,
    rows,
    attempts,
    kept,
    forms: forms.map(({ form, rows, accounts }) => ({ form, rows, accounts })),
    mostForOneAccount,
    retries,
    concurrency: dryRun.concurrency,
    rate: dryRun.rate ?? null,
  };
}

function capacityJson({ asked, held, signedIn }: ConnectionCapacity) {
  return { asked, held, signedIn };
}

function tlsJson({ versions, undetermined, negotiated, certificate }: TlsSummary) {
  return {
    versions: {
      TLSv1: versions.TLSv1,
      'TLSv1.1': versions['TLSv1.1'],
      'TLSv1.2': versions['TLSv1.2'],
      'TLSv1.3': versions['TLSv1.3'],
    },
    negotiated:
      negotiated === undefined ? null : { protocol: negotiated.protocol, cipher: negotiated.cipher },
    certificate: certificate === undefined ? null : certificateJson(certificate),
    undetermined,
  };
}

function certificateJson({ subject, issuer, names, validTo, trusted }: Certificate) {
  return { subject, issuer, names, validTo, trusted };
}

// A member that is undefined is left out by JSON.stringify.

function stageJson({ id, status, reason, durationMs }: StageResult) {
  return { id, status, reason, durationMs };
}

export function summaryJson({ totals: { errors, warnings, notices, rows } }: Report) {
  const { total, passed, failed, inconclusive, skipped } = rows;
  return { errors, warnings, notices, rows: { total, passed, failed, inconclusive, skipped } };
}

export function findingJson(finding: Finding) {
  const { severity, title, message, cause, fix, effect, owner, vantage, kb } = describe(finding);
  const { code, location, subject, evidence, baseline } = finding;
  return {
    code,
    severity,
    stage: stageOf(code),
    title,
    message,
    cause,
    fix,
    effect,
    owner,
    kb: { article: kb.article, section: kb.section, url: kb.url },
    location: location && locationJson(location),
    subject: subject && { emailAddress: subject.emailAddress, userName: subject.userName },
    evidence: evidence && evidenceJson(evidence),
    vantage,
    baseline,
  };
}

function locationJson({ file, row, line, column }: Location) {
  return { file, row, line, column };
}

function evidenceJson({ response, detail, rows }: Evidence) {
  const known = { response, detail, rows };
  return Object.values(known).every((value) => value === undefined) ? undefined : known;
}

function auditJson({
  messages,
  bytes,
  accuracy,
  large,
  quota,
  all,
  folders,
  moreFolders,
  depth,
}: MailboxAudit) {
  return {
    messages,
    bytes,
    accuracy,
    large,
    quota: quota && { used: quota.used, limit: quota.limit },
    all: all && { messages: all.messages, bytes: all.bytes },
    folders: folders.map(({ path, kind, messages, bytes }) => ({ path, kind, messages, bytes })),
    moreFolders,
    depth,
  };
}

/** Text that JSON shows as it is. */
const PLAIN = /^[ !#-[\]-~]*$/;

function quoted(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : encode(text);
}

/** One row as JSON. Put together by hand: there may be 50,000 of them, and nearly all texts are plain. */
function rowText({
  file,
  row,
  line,
  emailAddress,
  userName,
  status,
  codes,
  folders,
  attempts,
  ms,
  audit,
}: RowResult) {
  const address = quoted(emailAddress);
  const name = userName === emailAddress ? address : quoted(userName);
  return (
    `{"file":${quoted(file)},"row":${row},"line":${line},"emailAddress":${address},"userName":${name},` +
    `"status":"${status}","codes":${codes.length === 0 ? '[]' : encode(codes)},` +
    `"folders":${folders ?? null},"attempts":${attempts},"ms":${ms ?? null}` +
    (audit === undefined ? '}' : `,"audit":${encode(auditJson(audit))}}`)
  );
}

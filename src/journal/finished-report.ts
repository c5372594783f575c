import { InputError } from '../batch/input-error.js';
import { adviceFor } from '../knowledge/advice.js';
import { CATALOGUE } from '../knowledge/catalogue.js';
import type { Code } from '../model/code.js';
import type { DryRun, FormShare } from '../model/dry-run.js';
import type { Certificate, Endpoint, SeenConnections, TlsSummary } from '../model/endpoint.js';
import type {
  Effect,
  Evidence,
  Finding,
  Location,
  Owner,
  Rating,
  Severity,
  Subject,
  ToldText,
} from '../model/finding.js';
import type { Plan } from '../model/plan.js';
import type { Report, RunSummary } from '../model/report.js';
import type { BatchSummary, RowResult } from '../model/row.js';
import type { StageResult } from '../model/stage.js';
import { Collector } from '../run/collect.js';
import { code } from './argument-shapes.js';
import { form } from './csv-argument-shapes.js';
import {
  addressPort,
  batch,
  capacity,
  connections,
  evidence,
  location,
  negotiated,
  portResult,
  rowFields,
  security,
  severity,
  stageResult,
  subject,
  tlsVersion,
  tlsVersions,
  vantage,
} from './model-shapes.js';
import { assertPlanOf, plan } from './plan-shapes.js';
import {
  amount,
  figure,
  flag,
  list,
  Malformed,
  matching,
  nullable,
  object,
  oneOf,
  optional,
  ordinal,
  record,
  text,
  time,
  whole,
  words,
} from './shape.js';

/** The version of the JSON report that is read here: docs/report.schema.json. */
const SCHEMA_VERSION = 1;

interface TlsJson extends Pick<TlsSummary, 'versions' | 'undetermined'> {
  negotiated: NonNullable<TlsSummary['negotiated']> | null;
  certificate: Omit<Certificate, 'validFrom'> | null;
}

type EndpointJson = Pick<
  Endpoint,
  'server' | 'addresses' | 'aliases' | 'ports' | 'attempts' | 'capabilities'
> & {
  [K in
    | 'port'
    | 'security'
    | 'software'
    | 'greeting'
    | 'product'
    | 'plainCapabilities'
    | 'capacity']: NonNullable<Endpoint[K]> | null;
} & { tls: TlsJson | null; advice: string[]; connections?: SeenConnections | null };

interface FindingJson extends ToldText {
  code: Code;
  location?: Location;
  subject?: Subject;
  evidence?: Evidence;
}

type DryRunJson = Omit<DryRun, 'port' | 'security' | 'rate'> & {
  [K in 'port' | 'security' | 'rate']: NonNullable<DryRun[K]> | null;
};

type RowJson = Omit<RowResult, 'folders' | 'ms'> & { folders: number | null; ms: number | null };

interface ReportJson {
  run: RunSummary;
  batches: BatchSummary[];
  endpoint: EndpointJson | null;
  stages: StageResult[];
  dryRun?: DryRunJson;
  plan?: Plan | null;
  findings: FindingJson[];
  rows: RowJson[];
}

const texts = list(text);

const tlsJson = object<TlsJson>({
  versions: tlsVersions,
  undetermined: list(tlsVersion),
  negotiated: nullable(negotiated),
  certificate: nullable(
    object<Omit<Certificate, 'validFrom'>>({
      subject: text,
      issuer: text,
      names: texts,
      validTo: time,
      trusted: flag,
    }),
  ),
});

const endpointJson = object<EndpointJson>({
  server: text,
  addresses: texts,
  aliases: texts,
  port: nullable(ordinal),
  security: nullable(security),
  ports: list(portResult),
  attempts: list(addressPort),
  tls: nullable(tlsJson),
  software: nullable(text),
  greeting: nullable(text),
  capabilities: texts,
  product: nullable(text),
  plainCapabilities: nullable(texts),
  capacity: nullable(capacity),
  advice: texts,
  connections: optional(nullable(connections)),
});

// Reports show these two as they are.
const ARTICLE = /^[a-z\d-]{1,60}$/;
const LINK = /^https:\/\/[\w.-]+(?:\/[\w./#-]*)?$/;

const findingJson = object<FindingJson>({
  code,
  severity,
  title: words,
  message: words,
  cause: words,
  fix: list(words),
  effect: oneOf<Effect>({ batch: 0, endpoint: 0, row: 0, risk: 0 }),
  owner: oneOf<Owner>({ 'exchange-admin': 0, 'mail-admin': 0, network: 0, user: 0 }),
  vantage,
  kb: object<ToldText['kb']>({ article: matching(ARTICLE), section: text, url: matching(LINK) }),
  location: optional(location),
  subject: optional(subject),
  evidence: optional(evidence),
});

const dryRunJson = object<DryRunJson>({
  server: text,
  port: nullable(ordinal),
  security: nullable(security),
  rows: whole,
  attempts: whole,
  kept: whole,
  forms: list(object<FormShare>({ form, rows: whole, accounts: whole })),
  mostForOneAccount: whole,
  retries: whole,
  concurrency: whole,
  rate: nullable(figure),
});

const reportJson = object<ReportJson>({
  run: object<RunSummary>({ startedAt: time, durationMs: amount, interrupted: flag }),
  batches: list(batch),
  endpoint: nullable(endpointJson),
  stages: list(stageResult),
  dryRun: optional(dryRunJson),
  plan: optional(nullable(plan)),
  findings: list(findingJson),
  rows: list(object<RowJson>({ ...rowFields, folders: nullable(whole), ms: nullable(amount) })),
});

/**
 * The report that its JSON tells. Its findings have the text that they had; verdict and totals follow from the rest.
 *
 * @throws {InputError} when it is no JSON report, or of a later version.
 */
export function finishedReport(file: string, content: Buffer): Report {
  const json = parse(file, content);
  const collector = new Collector();
  collector.add({ type: 'run-started', startedAt: json.run.startedAt });
  for (const batch of json.batches) collector.add({ type: 'batch-read', batch });
  if (json.endpoint !== null) collector.add({ type: 'endpoint', endpoint: endpointOf(json.endpoint) });
  if (json.dryRun !== undefined) collector.add({ type: 'dry-run', dryRun: dryRunOf(json.dryRun) });
  for (const told of json.findings) collector.add({ type: 'finding', finding: findingOf(told) });
  for (const row of json.rows) collector.add({ type: 'row-done', row: rowOf(row) });
  for (const stage of json.stages) collector.add({ type: 'stage-done', stage });
  const { durationMs, interrupted } = json.run;
  collector.add({ type: 'run-done', durationMs, interrupted });
  const { plan } = json;
  const report = collector.finishWithoutPlan();
  return plan === undefined || plan === null ? report : { ...report, plan };
}

function parse(file: string, content: Buffer): ReportJson {
  const value = parseJson(file, content);
  try {
    const { schemaVersion } = record(value);
    if (typeof schemaVersion !== 'number') throw new Malformed();
    if (schemaVersion !== SCHEMA_VERSION) throw otherVersion(file, schemaVersion);
    const json = reportJson(value);
    if (json.plan) assertPlanOf(json.batches, json.plan);
    return json;
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    throw new InputError(
      file,
      'it is JSON, and no report of imap-preflight that this version understands',
      'Name a file that `check --json` or `--report` wrote, unchanged, or use the version of the program that wrote it.',
    );
  }
}

function parseJson(file: string, content: Buffer): unknown {
  try {
    return JSON.parse(content.toString('utf8'));
  } catch {
    throw new InputError(
      file,
      'it is neither a journal nor a JSON report of imap-preflight',
      'Name a file that `check` wrote with `--journal`, or a JSON report, whole and unchanged.',
    );
  }
}

function otherVersion(file: string, version: number): InputError {
  return new InputError(
    file,
    `it is a JSON report of version ${version}, and this program reads version ${SCHEMA_VERSION}`,
    'Use the version of imap-preflight that wrote it.',
  );
}

function findingOf({ code, location, subject, evidence, ...told }: FindingJson): Finding {
  return {
    code,
    args: CATALOGUE[code].example,
    told,
    rating: ratingOf(code, told.severity),
    vantage: told.vantage,
    ...(location === undefined ? {} : { location }),
    ...(subject === undefined ? {} : { subject }),
    ...(evidence === undefined ? {} : { evidence }),
  } as Finding;
}

/** The JSON report tells what could not be judged as a warning; its code knows better. */
function ratingOf(code: Code, severity: Severity): Rating {
  return severity === 'warning' && CATALOGUE[code].rating === 'inconclusive' ? 'inconclusive' : severity;
}

function rowOf(json: RowJson): RowResult {
  return withoutNull(json) as unknown as RowResult;
}

function dryRunOf(json: DryRunJson): DryRun {
  return withoutNull(json) as unknown as DryRun;
}

/** JSON says null where the model has no member. */
function withoutNull(json: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(json).filter(([, member]) => member !== null));
}

function endpointOf({ advice, tls, ...json }: EndpointJson): Endpoint {
  const own = tls === null ? {} : { tls: tlsOf(tls) };
  const endpoint = { ...withoutNull(json), ...own } as unknown as Endpoint;
  // The JSON report does not tell of these rows but by the advice for them.
  const withAdmins = { ...endpoint, adminRows: 1 };
  return isSame(adviceFor(withAdmins), advice) && !isSame(adviceFor(endpoint), advice)
    ? withAdmins
    : endpoint;
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index]);
}

function tlsOf({ versions, undetermined, negotiated, certificate }: TlsJson): TlsSummary {
  return {
    versions,
    undetermined,
    ...(negotiated === null ? {} : { negotiated }),
    // The JSON report does not tell when it begins: as far as is known it has begun.
    ...(certificate === null ? {} : { certificate: { ...certificate, validFrom: '' } }),
  };
}

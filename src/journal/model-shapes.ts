import { CATALOGUE } from '../knowledge/catalogue.js';
import type { Accuracy, FolderAudit, FolderKind, MailboxAudit } from '../model/audit.js';
import type { Code } from '../model/code.js';
import {
  type AddressPort,
  type Certificate,
  type ConnectionCapacity,
  type Endpoint,
  type PortResult,
  type PortState,
  type Security,
  type SeenConnections,
  TLS_VERSIONS,
  type TlsSummary,
  type TlsVersion,
} from '../model/endpoint.js';
import type { Evidence, Finding, FindingOf, Location, Rating, Subject } from '../model/finding.js';
import type { Wishes } from '../model/plan.js';
import type { BatchSummary, RowResult, RowStatus } from '../model/row.js';
import { STAGES, type StageResult, type StageStatus } from '../model/stage.js';
import { amountFields, amountHeld, messagesOfFolder } from './amount-shape.js';
import { argumentsOf, code } from './argument-shapes.js';
import { rowPlace } from './csv-argument-shapes.js';
import {
  among,
  amount,
  exact,
  type Fields,
  figure,
  flag,
  list,
  object,
  oneOf,
  optional,
  ordinal,
  record,
  type Shape,
  text,
  time,
  timeIfKnown,
  whole,
  words,
} from './shape.js';
import { toldText, vantage } from './told-shape.js';

// What is kept of the vocabulary, member by member: what it gains does not get out, or in, by itself.

const texts = list(text);

export const stageId = among(STAGES);

const rating = oneOf<Rating>({ error: 0, warning: 0, notice: 0, inconclusive: 0 });

export const location = object<Location>({
  file: words,
  row: optional(ordinal),
  line: optional(ordinal),
  column: optional(text),
});

export const subject = object<Subject>({ emailAddress: text, userName: text });

export const evidence = object<Evidence>({
  response: optional(text),
  detail: optional(text),
  rows: optional(list(ordinal)),
});

const aroundArguments = object<Omit<FindingOf<Code>, 'args' | 'told' | 'baseline'>>({
  code,
  rating: optional(rating),
  vantage: optional(vantage),
  location: optional(location),
  subject: optional(subject),
  evidence: optional(evidence),
});

/** Without arguments it is one that an NDJSON report has taken from a JSON report, with its text. */
export const finding: Shape<Finding> = (value) => {
  const { code, ...rest } = aroundArguments(value);
  const { args, text } = record(value);
  if (args === undefined && text !== undefined) {
    return { code, args: CATALOGUE[code].example, told: toldText(text), ...rest } as Finding;
  }
  return { code, args: argumentsOf(code, args), ...rest } as Finding;
};

const rowStatus = oneOf<RowStatus>({ passed: 0, failed: 0, inconclusive: 0, skipped: 0 });

const folderKind = oneOf<FolderKind>({
  mail: 0,
  trash: 0,
  junk: 0,
  gmail: 0,
  shared: 0,
  'non-mail': 0,
  slash: 0,
});

const audit = object<MailboxAudit>({
  ...amountFields,
  accuracy: oneOf<Accuracy>({ exact: 0, estimated: 0, 'at-least': 0 }),
  large: optional(exact),
  quota: optional(object<NonNullable<MailboxAudit['quota']>>({ used: exact, limit: optional(exact) })),
  all: optional(amountHeld),
  folders: list(
    object<FolderAudit>({ path: text, kind: folderKind, messages: messagesOfFolder, bytes: optional(exact) }),
  ),
  moreFolders: optional(whole),
  depth: optional(whole),
});

export const rowFields: Fields<RowResult> = {
  ...rowPlace,
  emailAddress: text,
  userName: text,
  status: rowStatus,
  codes: list(code),
  folders: optional(whole),
  attempts: whole,
  ms: optional(amount),
  audit: optional(audit),
};

export const wishes = object<Wishes>({
  acceptUntrustedCertificates: flag,
  batchName: optional(text),
});

export const batch = object<BatchSummary>({ file: words, bytes: exact, rows: whole });

const stageStatus = oneOf<StageStatus>({ passed: 0, warned: 0, failed: 0, incomplete: 0, skipped: 0 });

export const stageResult = object<StageResult>({
  id: stageId,
  status: stageStatus,
  reason: optional(words),
  durationMs: amount,
});

const portState = oneOf<PortState>({ open: 0, refused: 0, timeout: 0, unreachable: 0 });
const portFields: Fields<PortResult> = { port: whole, state: portState, ms: amount };
export const portResult = object(portFields);
export const addressPort = object<AddressPort>({ address: text, ...portFields });
export const security = oneOf<Security>({ ssl: 0, tls: 0, none: 0 });
export const tlsVersion = among(TLS_VERSIONS);
export const tlsVersions = object<Record<TlsVersion, boolean>>({
  TLSv1: flag,
  'TLSv1.1': flag,
  'TLSv1.2': flag,
  'TLSv1.3': flag,
});

const certificate = object<Certificate>({
  subject: text,
  issuer: text,
  names: texts,
  // A JSON report does not tell it.
  validFrom: timeIfKnown,
  validTo: time,
  trusted: flag,
});

export const negotiated = object<NonNullable<TlsSummary['negotiated']>>({ protocol: text, cipher: text });

const tlsSummary = object<TlsSummary>({
  versions: tlsVersions,
  undetermined: list(tlsVersion),
  negotiated: optional(negotiated),
  certificate: optional(certificate),
});

export const capacity = object<ConnectionCapacity>({ asked: whole, held: whole, signedIn: flag });

export const connections = object<SeenConnections>({ wanted: whole, held: whole, limited: flag });

export const endpoint = object<Endpoint>({
  server: text,
  addresses: texts,
  aliases: texts,
  port: optional(ordinal),
  security: optional(security),
  ports: list(portResult),
  attempts: list(addressPort),
  tls: optional(tlsSummary),
  software: optional(text),
  product: optional(text),
  greeting: optional(text),
  capabilities: texts,
  plainCapabilities: optional(texts),
  adminRows: optional(figure),
  capacity: optional(capacity),
  connections: optional(connections),
});

import { createSocket, type RemoteInfo } from 'node:dgram';
import { once } from 'node:events';

type Failure = 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED' | 'silent';

/**
 * Answers by type, or how a name or a type fails. `silent` never answers, `other-id` answers to a question that
 * nobody put, `garbage` sends octets that are no message, `truncated` asks for TCP, where nobody listens.
 */
export type DnsRecord =
  | { A?: string[] | Failure; AAAA?: string[] | Failure; CNAME?: string; delayMs?: number }
  | Failure
  | 'other-id'
  | 'garbage'
  | 'truncated';

export interface DnsServer {
  port: number;
  /** `127.0.0.1:port`, as `--resolver` and `Resolver.setServers` take it. */
  address: string;
  /** Names and types asked for, in order; names in lower case. */
  queries: { name: string; type: string }[];
  stop(): Promise<void>;
}

const TYPES: Record<number, string> = { 1: 'A', 5: 'CNAME', 28: 'AAAA' };
const CODES = { SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 };
const HEADER = 12;

/** A DNS server over UDP on 127.0.0.1. Names that are not in the table, in lower case, do not exist. */
export async function dnsServer(table: Record<string, DnsRecord>): Promise<DnsServer> {
  const socket = createSocket('udp4');
  const queries: DnsServer['queries'] = [];
  const timers = new Set<NodeJS.Timeout>();
  const send = (answer: Buffer, to: RemoteInfo) => socket.send(answer, to.port, to.address);
  socket.on('message', (message, from: RemoteInfo) => {
    const question = readQuestion(message);
    if (question === undefined) return;
    queries.push({ name: question.name, type: question.type });
    const record = table[question.name] ?? 'NXDOMAIN';
    const answer = reply(message, question, record, table);
    if (answer === undefined) return;
    const wait = typeof record === 'object' ? record.delayMs : undefined;
    if (wait === undefined) return send(answer, from);
    timers.add(setTimeout(() => send(answer, from), wait));
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  return {
    port,
    address: `127.0.0.1:${port}`,
    queries,
    stop: () => {
      timers.forEach(clearTimeout);
      return new Promise((resolve) => socket.close(resolve));
    },
  };
}

interface Question {
  name: string;
  type: string;
  /** Offset behind the question. */
  end: number;
}

/** RFC 1035, section 4.1.2; a query has one question and no compressed names. */
function readQuestion(message: Buffer): Question | undefined {
  if (message.length < HEADER || message.readUInt16BE(4) !== 1) return undefined;
  const labels: string[] = [];
  let at = HEADER;
  for (let length = message[at]; length; length = message[at]) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  if (at + 5 > message.length) return undefined;
  const type = message.readUInt16BE(at + 1);
  return { name: labels.join('.').toLowerCase(), type: TYPES[type] ?? String(type), end: at + 5 };
}

function reply(
  query: Buffer,
  question: Question,
  record: DnsRecord,
  table: Record<string, DnsRecord>,
): Buffer | undefined {
  const failure = failureOf(record, question.type);
  if (failure === 'silent') return undefined;
  if (record === 'garbage') return Buffer.concat([query.subarray(0, 2), Buffer.alloc(64, 0xff)]);
  const answers =
    typeof record === 'string' || failure !== undefined
      ? []
      : resourceRecords(question.name, question.type, record, table, new Set());
  const header = Buffer.alloc(HEADER);
  query.copy(header, 0, 0, 2);
  if (record === 'other-id') header.writeUInt16BE((query.readUInt16BE(0) + 1) & 0xffff, 0);
  // A response, recursion available; the query's own "recursion desired" is repeated.
  const flags = 0x8080 | (record === 'truncated' ? 0x0200 : 0);
  const code = failure === undefined ? 0 : CODES[failure];
  header.writeUInt16BE(flags | (query.readUInt16BE(2) & 0x0100) | code, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(answers.length, 6);
  return Buffer.concat([header, query.subarray(HEADER, question.end), ...answers]);
}

function failureOf(record: DnsRecord, type: string): Failure | undefined {
  if (typeof record === 'string') {
    return record in CODES || record === 'silent' ? (record as Failure) : undefined;
  }
  const value = type === 'A' || type === 'AAAA' ? record[type] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** An alias that leads back ends the answer. */
function resourceRecords(
  owner: string,
  type: string,
  record: Exclude<DnsRecord, string>,
  table: Record<string, DnsRecord>,
  seen: Set<string>,
): Buffer[] {
  if (record.CNAME !== undefined) {
    seen.add(owner);
    const target = seen.has(record.CNAME) || type === 'CNAME' ? undefined : table[record.CNAME];
    const behind = typeof target === 'object' ? resourceRecords(record.CNAME, type, target, table, seen) : [];
    return [resource(owner, 5, encodeName(record.CNAME)), ...behind];
  }
  const addresses = type === 'A' || type === 'AAAA' ? record[type] : undefined;
  if (!Array.isArray(addresses)) return [];
  return addresses.map((address) =>
    type === 'A' ? resource(owner, 1, ipv4(address)) : resource(owner, 28, ipv6(address)),
  );
}

/** RFC 1035, section 4.1.3, class IN, kept for no time. */
function resource(owner: string, type: number, data: Buffer): Buffer {
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(type, 0);
  fixed.writeUInt16BE(1, 2);
  fixed.writeUInt16BE(data.length, 8);
  return Buffer.concat([encodeName(owner), fixed, data]);
}

function encodeName(name: string): Buffer {
  const labels = name.split('.').map((label) => Buffer.from(label, 'latin1'));
  return Buffer.concat([
    ...labels.flatMap((label) => [Buffer.from([label.length]), label]),
    Buffer.from([0]),
  ]);
}

function ipv4(address: string): Buffer {
  return Buffer.from(address.split('.').map(Number));
}

/** Textual form without an embedded IPv4 address. */
function ipv6(address: string): Buffer {
  const [head = '', tail] = address.split('::');
  const groups = (text: string) =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
  const before = groups(head);
  const after = groups(tail ?? '');
  const all = [...before, ...new Array<number>(8 - before.length - after.length).fill(0), ...after];
  const octets = Buffer.alloc(16);
  all.forEach((group, index) => void octets.writeUInt16BE(group, index * 2));
  return octets;
}

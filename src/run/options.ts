import { CONCURRENCY, CONNECT_TIMEOUT } from '../knowledge/exchange-online.js';
import type { Security } from '../model/endpoint.js';
import type { StageId } from '../model/stage.js';
import type { Shard } from './part.js';

/** All that a run can be told. Made by the command line, or by a program that uses the library. */
export interface RunOptions {
  /** Without it only the stages that need no network run. */
  server?: string;
  port?: number;
  security?: Security;
  /** The stages that are asked for. */
  stages: ReadonlySet<StageId>;
  /** Simultaneous connections, 1 to 100. */
  concurrency: number;
  /** Logins started per second at most. */
  rate?: number;
  /** Find out by opening so many connections, 1 to 100, how many the server bears at once; may pass `concurrency`. */
  probeConnections?: number;
  /** Budget to connect, and for each reply, in seconds. */
  timeout: number;
  /** Further tries after a transient failure. */
  retries: number;
  /** Rejected logins in a row after which no more are begun; 0: no limit. */
  maxRejected: number;
  acceptUntrustedCertificates: boolean;
  allowPrivateAddress: boolean;
  allowPlaintext: boolean;
  /** Public resolvers to ask, such as `1.1.1.1` or `127.0.0.1:5353`. */
  resolvers: readonly string[];
  /** They were named for this run, and are asked even where the name is known to be private. */
  resolversGiven: boolean;
  /** Data rows to log in to, from 1, both included. */
  rows?: { from: number; to: number };
  /** Log in to so many rows, spread evenly. */
  sample?: number;
  /** Log in to every `of`-th row, beginning with the `index`-th. */
  shard?: Shard;
  /** Say what would be tried, and ask nothing of the network. */
  dryRun?: boolean;
  /** Measure every mailbox: messages, octets, quota, messages that are too large. */
  audit?: boolean;
  /** Octets that a target mailbox holds, where nothing else is known of it. */
  targetQuota?: number;
  /** What the batch is to be called in Exchange Online. */
  batchName?: string;
  /** Paths of exports of the recipients of the tenant, CSV or JSON. */
  recipients?: readonly string[];
  /** Domains of the tenant: EmailAddress is to be at one of them. */
  targetDomains?: readonly string[];
  /** Paths of exports of migration batches, or of their users, CSV or JSON. */
  existingBatches?: readonly string[];
  /** PEM of the authorities to trust, in place of Node's. */
  authorities?: readonly string[];
  /** PEM of the authorities that Node was told to trust beside its own: asked only why a chain is not trusted. */
  extraAuthorities?: readonly string[];
}

/** As Exchange Online does it, where there is a figure. */
export const DEFAULTS = {
  concurrency: CONCURRENCY.migrations,
  timeout: CONNECT_TIMEOUT.seconds,
  retries: 2,
  maxRejected: 0,
  resolvers: ['1.1.1.1', '8.8.8.8'],
} as const;

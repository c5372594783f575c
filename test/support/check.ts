import { expect } from 'vitest';
import { authorityFile } from '../servers/certificates.js';
import { runCli } from './cli.js';
import { validateReport } from './schema.js';

/** What tests read of a JSON report. */
export interface Reported {
  verdict: string;
  endpoint: {
    addresses: string[];
    aliases: string[];
    port: number | null;
    security: string | null;
    ports: { port: number; state: string; ms: number }[];
    attempts: { address: string; port: number; state: string; ms: number }[];
    tls: {
      versions: Record<string, boolean>;
      undetermined: string[];
      negotiated: { protocol: string; cipher: string } | null;
    } | null;
    software: string | null;
    capabilities: string[];
    plainCapabilities: string[] | null;
    capacity: { asked: number; held: number; signedIn: boolean } | null;
    advice: string[];
  } | null;
  stages: { id: string; status: string; reason?: string; durationMs: number }[];
  findings: {
    code: string;
    severity: string;
    message: string;
    cause: string;
    fix: string[];
    vantage: string;
    evidence?: { detail?: string; response?: string };
  }[];
  rows: { status: string; codes: string[] }[];
}

/** The password that tests of the endpoint give; no report may hold it. */
export const PASSWORD = 'secret-4711';

/** Runs the built `check --json`, which trusts the test authority; the report is held against its schema. */
export async function check(...args: string[]) {
  const { status, stdout, stderr, ms } = await runCli(['check', '--json', ...args], {
    env: { NODE_EXTRA_CA_CERTS: authorityFile() },
  });
  expect(stderr).toBe('');
  const report = JSON.parse(stdout) as Reported;
  expect(validateReport(report)).toEqual([]);
  expect(stdout).not.toContain(PASSWORD);
  const codes = report.findings.map(({ code, severity }) => `${code} ${severity}`);
  const found = (code: string) => report.findings.find((finding) => finding.code === code);
  const stages = Object.fromEntries(report.stages.map(({ id, status: state }) => [id, state]));
  const reasons = Object.fromEntries(report.stages.map(({ id, reason }) => [id, reason]));
  return { status, report, codes, found, stages, reasons, ms };
}

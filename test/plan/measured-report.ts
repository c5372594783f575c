import type { Report } from '../../src/model/report.js';
import { planOf } from '../../src/plan/plan.js';
import { totals } from '../reports/support.js';
import { audit, ENDPOINT, folder, GIGABYTE, planned, roots, row } from './support.js';

const MEGABYTE = 1024 ** 2;

function measured(number: number, gigabytes: number, accuracy: 'exact' | 'estimated' = 'exact') {
  const bytes = Math.round(gigabytes * GIGABYTE);
  const messages = Math.round(gigabytes * 9_000);
  const own = audit({
    messages,
    bytes,
    accuracy,
    all: { messages: Math.round(messages * 0.6), bytes: Math.round(bytes * 0.6) },
    folders: [
      folder('[Gmail]/All Mail', 'gmail', Math.round(messages * 0.6), Math.round(bytes * 0.6)),
      folder('INBOX', 'mail', Math.round(messages * 0.3), Math.round(bytes * 0.3)),
      folder("Mom's \u2018old\u2019 bin", 'trash', 120 * number, 4 * MEGABYTE * number),
      folder('Junk', 'junk', 30, MEGABYTE),
    ],
  });
  return row(number, { audit: own });
}

/** A measured batch of Gmail, ready with warnings: the plan with everything that it can say. */
export function measuredReport(): Report {
  const rows = [
    measured(1, 4),
    measured(2, 61.5),
    measured(3, 12, 'estimated'),
    row(4, { status: 'failed', codes: ['login/rejected'] }),
    measured(5, 9.5),
    row(6, { status: 'skipped', attempts: 0 }),
    measured(7, 130),
    measured(8, 0.02),
  ];
  const report = planned(rows, {
    verdict: 'ready-with-warnings',
    endpoint: {
      ...ENDPOINT,
      server: 'imap.gmail.com',
      software: 'gmail',
      capacity: { asked: 40, held: 15, signedIn: true },
    },
    wishes: {
      acceptUntrustedCertificates: false,
      batchName: 'Pupils 2026',
    },
    totals: totals({
      warnings: 2,
      rows: { total: 8, passed: 6, failed: 1, skipped: 1 },
    }),
    findings: [
      ...[1, 2, 3, 5, 7, 8].map((number) => roots('mailbox/gmail-folders', number, '[Gmail]')),
      roots('mailbox/public-folders', 2, 'Public Folders'),
    ],
  });
  const plan = planOf(report);
  if (plan === undefined) throw new Error('the measured report has a plan');
  return { ...report, plan };
}

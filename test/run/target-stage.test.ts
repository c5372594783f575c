import { describe, expect, it } from 'vitest';
import { openSource } from '../../src/batch/source.js';
import { preflight } from '../../src/index.js';
import { runCsvStage } from '../../src/run/csv-stage.js';
import { openTarget } from '../../src/run/target-exports.js';
import { csvText, writeCsv, writeTemporary } from '../support/files.js';
import { csvRows, localOptions, outcomes, runReport, stagesOf, startRun } from './support.js';

const NEVER = new AbortController().signal;
const NONE = { target: 'skipped: no recipients were given to compare with' };

const recipients = (content = 'PrimarySmtpAddress,ProhibitSendReceiveQuota\nuser1@contoso.com,50GB\n') =>
  writeTemporary('recipients.csv', content);

describe('the stage target', () => {
  it('is told after the CSV and before the sign-ins', async () => {
    const { report, events } = startRun([await writeCsv(csvRows(2))], undefined, {
      recipients: [await recipients()],
    });
    const { findings } = await report;
    expect(findings.map(({ code }) => code)).toEqual(['target/recipient-not-found']);
    const order = events.flatMap((event) => {
      if (event.type === 'stage-done') return [`${event.stage.id} done`];
      return event.type === 'row-done' ? [`row ${event.row.row}`] : [];
    });
    expect(order.slice(0, 2)).toEqual(['csv done', 'target done']);
    expect(order).toEqual(expect.arrayContaining(['row 1', 'row 2']));
    expect(new Set(order).size).toBe(order.length);
  });

  it('has nothing to compare without a CSV', async () => {
    const options = { recipients: [await recipients()], targetDomains: ['contoso.com'] };
    expect(stagesOf(await runReport([], undefined, options)).target).toBe('skipped: no CSV given');
    const named = await runReport([], undefined, { ...options, batchName: 'a b' });
    expect(stagesOf(named).target).toBe('warned: no CSV given');
    expect(named.findings).toHaveLength(1);
  });

  it('is not run where no row can be read, which leaves the verdict open', async () => {
    const file = await writeTemporary('users.csv', 'Email,UserName,Password\na@contoso.com,a,secret\n');
    const report = await runReport([file], undefined, { recipients: [await recipients()] });
    const reason = 'skipped: the header does not name each required column once';
    expect(stagesOf(report)).toMatchObject({ csv: 'failed', target: reason });
    expect(outcomes(report)).toEqual(['1 skipped']);
    const alone = await runReport([file], undefined, {
      recipients: [await recipients()],
      stages: new Set(['target'] as const),
    });
    expect(alone.verdict).toBe('incomplete');
  });

  it('compares the addresses where another column is missing', async () => {
    const file = await writeTemporary('users.csv', 'EmailAddress,UserName,Pass\na@contoso.com,a,secret\n');
    const report = await runReport([file], undefined, { recipients: [await recipients()] });
    expect(stagesOf(report)).toMatchObject({ csv: 'failed', target: 'failed' });
    expect(outcomes(report)).toEqual(['1 failed target/recipient-not-found']);
  });

  it('is incomplete when it was stopped, and every row is told all the same', async () => {
    const run = startRun([await writeCsv(csvRows(3))], undefined, { recipients: [await recipients()] });
    run.stop();
    const report = await run.report;
    expect(stagesOf(report).target).toBe('incomplete: interrupted');
    expect(outcomes(report)).toHaveLength(3);
    expect(report.findings).toEqual([]);
  });

  it('takes nothing for an address that may be a password', async () => {
    const text = `${csvText([])}hunter@contoso.com,user1,\nuser1@contoso.com,hunter\n`;
    const report = await runReport([await writeTemporary('users.csv', text)], undefined, {
      recipients: [await recipients()],
      targetDomains: ['fabrikam.com'],
    });
    const codes = report.findings.flatMap(({ code, location }) =>
      code.startsWith('target/') ? [`${location?.row} ${code}`] : [],
    );
    expect(codes).toEqual(['1 target/recipient-not-found', '1 target/foreign-domain']);
  });

  it('is the same for programs that use the library', async () => {
    const files = [await writeCsv(csvRows(2))];
    const report = await preflight({ files, recipients: [await recipients()] });
    expect(report.verdict).toBe('not-ready');
    await expect(preflight({ files, recipients: ['nowhere.csv'] })).rejects.toThrow('no such file');
    expect(stagesOf(await preflight({ files }))).toMatchObject(NONE);
  });
});

describe('the quota of a mailbox', () => {
  it('is that of the export, by whatever case the address is written in', async () => {
    const content = `PrimarySmtpAddress,EmailAddresses,ProhibitSendReceiveQuota,IsInactiveMailbox
a@contoso.com,smtp:USER1@contoso.com,"50 GB (53,687,091,200 bytes)",False
user2@contoso.com,,Unlimited,False
user3@contoso.com,,,False
user4@contoso.com,,1GB,True
`;
    const options = localOptions({ recipients: [await recipients(content)] });
    const target = await openTarget(options, NEVER);
    const source = await openSource(await writeCsv(csvRows(5)), process.stdin);
    const wish = { asked: true, alone: false, look: target.look };
    const { batches } = await runCsvStage([source], wish, () => {}, NEVER);
    const { quotaOf } = await target.run(batches, () => {}, NEVER);
    expect([1, 2, 3, 4, 5].map((number) => quotaOf(`User${number}@contoso.com `))).toEqual([
      ...[53_687_091_200, Number.POSITIVE_INFINITY],
      ...[undefined, undefined, undefined],
    ]);
  });
});

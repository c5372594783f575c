import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FileFormat, FORMATS } from '../../src/cli/formats.js';
import { contradictions, csvRows, LOCALHOST, trusting } from '../run/support.js';
import { describeWithServer } from '../servers/available.js';
import { type Dovecot, dovecot } from '../servers/dovecot.js';
import { scriptedServer } from '../servers/scripted.js';
import { BIN, runCli } from '../support/cli.js';
import { temporaryDirectory, writeCsv, writeTemporary } from '../support/files.js';
import { startCheck } from '../support/running.js';
import { validateSarif } from '../support/sarif.js';
import { validateLines, validateReport } from '../support/schema.js';
import { elementsOf, validateJunit } from '../support/xml.js';

/** By extension; `github` goes to standard output alone. */
const FILES: Partial<Record<FileFormat, string>> = {
  text: 'r.txt',
  json: 'r.json',
  ndjson: 'r.ndjson',
  junit: 'r.xml',
  sarif: 'r.sarif',
  markdown: 'r.md',
  html: 'r.html',
  powershell: 'r.ps1',
  csv: 'r.csv',
};

const ANNA = 'Annegret.Zimmermann@contoso.com';
const PASSWORDS = [
  'Pw-anna-4711',
  'Pw-bert-4712',
  'Pw-wrong-4713',
  'Pw-dora-4714',
  'Pw-emil-4715',
  'Pw-last-4716',
];

describeWithServer('one run against Dovecot', ['dovecot', 'openssl'], () => {
  let server: Dovecot;

  beforeAll(async () => {
    server = await dovecot({
      users: [
        { name: 'annegret.zimmermann', password: PASSWORDS[0] ?? '' },
        { name: 'bertram', password: PASSWORDS[1] ?? '' },
        { name: 'caecilie', password: 'another' },
        { name: 'dorothea', password: PASSWORDS[3] ?? '', nologin: 'Account dorothea is disabled' },
      ],
      folders: ['Archive', 'Public'],
    });
  });
  afterAll(() => server.stop());

  /** Two rows that pass, two that are refused, one that is wrong in the file, and one that is not asked for. */
  function batch(): Promise<string> {
    const [anna = '', bert = '', wrong = '', dora = '', emil = '', last = ''] = PASSWORDS;
    return writeCsv([
      [ANNA, 'annegret.zimmermann', anna],
      ['bertram@contoso.com', 'bertram', bert],
      ['caecilie@contoso.com', 'caecilie', wrong],
      ['dorothea@contoso.com', 'dorothea', dora],
      ['emil contoso.com', 'emil', emil],
      ['friedrich@contoso.com', 'friedrich', last],
    ]);
  }

  interface Wish {
    format?: string;
    more?: string[];
    env?: NodeJS.ProcessEnv;
  }

  /** Runs with every format in a file; returns what the files hold. */
  async function run({ format = 'github', more = [], env = {} }: Wish = {}) {
    const folder = await temporaryDirectory();
    const file = await batch();
    const reports = Object.values(FILES).flatMap((name) => ['--report', join(folder, name)]);
    const args = ['check', basename(file), ...LOCALHOST, '--port', String(server.imaps), '--rows', '1-5'];
    const result = await runCli([...args, '--format', format, ...reports, ...more], {
      env: { ...trusting(), ...env },
      cwd: dirname(file),
    });
    const read = async (name: string) => readFile(join(folder, name), 'utf8');
    const texts = Object.fromEntries(
      await Promise.all(Object.entries(FILES).map(async ([name, path]) => [name, await read(path)] as const)),
    ) as Record<FileFormat, string>;
    return { ...result, texts: { ...texts, [format]: result.stdout }, folder, file };
  }

  it('every format holds what its consumer reads, and all say the same', async () => {
    const { status, stderr, texts } = await run();
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    const json = JSON.parse(texts.json);
    expect([...validateReport(json), ...contradictions(json)]).toEqual([]);
    expect(json.summary.rows).toEqual({ total: 6, passed: 2, failed: 3, inconclusive: 0, skipped: 1 });

    expect(validateLines(texts.ndjson)).toEqual([]);
    const lines = texts.ndjson
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));
    expect(lines.at(-1)).toMatchObject({ type: 'end', verdict: json.verdict, summary: json.summary });
    expect(lines[0].options).toMatchObject({ rows: { from: 1, to: 5 }, concurrency: 20 });

    expect(validateJunit(texts.junit)).toEqual([]);
    const failing = (stage: string) =>
      elementsOf(texts.junit, `//testsuite[@name="${stage}"]/testcase[failure]`);
    expect([failing('csv').length, failing('login').length]).toEqual([1, 2]);

    const sarif = JSON.parse(texts.sarif);
    expect(validateSarif(sarif)).toEqual([]);
    expect(sarif.runs[0].results).toHaveLength(json.findings.length);

    const errors = texts.github.match(/^::error .*$/gm) ?? [];
    expect(errors).toHaveLength(json.summary.errors);
    expect(errors.every((line) => /^::error file=users\.csv,line=\d+,title=[^:,]+::\S/.test(line))).toBe(
      true,
    );

    const rows: Record<string, string>[] = parse(texts.csv, { bom: true, columns: true });
    expect(rows.map(({ row, status, codes }) => [Number(row), status, codes])).toEqual(
      json.rows.map(({ row, status, codes }: { row: number; status: string; codes: string[] }) => [
        row,
        status,
        codes.join(' '),
      ]),
    );
    for (const finding of json.findings) {
      expect(texts.markdown).toContain(`\`${finding.code}\``);
      expect(texts.html).toContain(finding.code);
    }
    expect(texts.powershell).toContain(`-Port ${server.imaps} `);
    expect(texts.text).toContain('Not ready');
  });

  it('no format holds a password', async () => {
    const { texts, stderr } = await run({ more: ['--verbose'] });
    for (const text of [...Object.values(texts), stderr]) {
      for (const password of PASSWORDS) expect(text).not.toContain(password);
    }
  });

  it.each(FORMATS)('the exit status is the same with --format %s', async (format) => {
    const file = await batch();
    const args = ['check', file, ...LOCALHOST, '--port', String(server.imaps), '--format', format];
    const options = { env: trusting() };
    expect((await runCli([...args, '--rows', '1-4'], options)).status).toBe(1);
    const passing = await writeCsv([[ANNA, 'annegret.zimmermann', PASSWORDS[0] ?? '']]);
    const ready = await runCli(['check', passing, ...args.slice(2)], options);
    expect(ready).toMatchObject({ status: 0, stderr: '' });
    expect(ready.stdout.length).toBeGreaterThan(20);
  });

  it('an NDJSON report, from either way, is read by report', async () => {
    const { texts, folder } = await run({ format: 'ndjson' });
    const out = await writeTemporary('out.ndjson', texts.ndjson);
    for (const path of [out, join(folder, 'r.ndjson')]) {
      const again = await runCli(['report', path, '--json']);
      expect(again).toMatchObject({ status: 1, stderr: '' });
      const [now, then] = [JSON.parse(again.stdout), JSON.parse(texts.json)];
      expect({ ...now, findings: [] }).toEqual({ ...then, findings: [] });
      expect(now.findings).toEqual(then.findings);
    }
  });

  it('names are shortened in every report, in events, and not in the journal', async () => {
    const journal = join(await temporaryDirectory(), 'run.journal');
    const wholes = /annegret|zimmermann|bertram|caecilie|dorothea|friedrich|emil/i;
    for (const format of ['ndjson', 'github']) {
      const more = ['--redact', '--verbose', ...(format === 'ndjson' ? ['--journal', journal] : [])];
      const { status, texts, stderr } = await run({ format, more });
      expect(status).toBe(1);
      for (const [name, text] of Object.entries(texts)) expect(text, name).not.toMatch(wholes);
      expect(stderr).not.toMatch(wholes);
      expect(texts.text).toContain('Account do… is disabled');
      expect(texts.csv).toContain('users.csv,1,2,An…@contoso.com,an…,passed');
      expect(validateLines(texts.ndjson)).toEqual([]);
      expect(JSON.parse(texts.json).redacted).toBe(true);
    }
    expect(await readFile(journal, 'utf8')).toContain(ANNA);
  });

  it('a summary of the step, and the verdict as an output', async () => {
    const folder = await temporaryDirectory();
    const [summary, output] = [join(folder, 'summary.md'), join(folder, 'output')];
    await writeFile(summary, 'before\n');
    const env = { GITHUB_STEP_SUMMARY: summary, GITHUB_OUTPUT: output };
    const { texts } = await run({ env });
    expect(await readFile(summary, 'utf8')).toBe(`before\n${texts.markdown}`);
    expect(await readFile(output, 'utf8')).toBe('verdict=not-ready\n');
    await run({ env, format: 'text' });
    expect(await readFile(output, 'utf8')).toBe('verdict=not-ready\n');
  });

  it('a baseline: what is known does not fail the run, what is new does', async () => {
    const { folder, file } = await run();
    const baseline = join(folder, 'r.json');
    const args = [...LOCALHOST, '--port', String(server.imaps), '--rows', '1-5', '--baseline', baseline];
    const env = trusting();
    const same = await runCli(['check', file, ...args, '--json'], { env });
    expect(same).toMatchObject({ status: 0, stderr: '' });
    const report = JSON.parse(same.stdout);
    const online = report.findings.filter(({ stage }: { stage: string }) => stage !== 'csv').length;
    expect(validateReport(report)).toEqual([]);
    expect(report.verdict).toBe('not-ready');
    expect(report.baseline).toMatchObject({ new: 0, mended: 0, mendedFindings: [] });

    // The third row is mended, and the second is wrong now.
    const text = await readFile(file, 'utf8');
    const [, bert = '', wrong = ''] = PASSWORDS;
    await writeFile(file, text.replace(bert, 'nothing').replace(wrong, 'another'));
    const other = await runCli(['check', file, ...args, '--json'], { env });
    const { baseline: changes, findings } = JSON.parse(other.stdout);
    expect(other.status).toBe(1);
    expect(changes).toMatchObject({ new: 1, mended: 1, notChecked: 0 });
    expect(changes.mendedFindings[0]).toMatchObject({ code: 'login/rejected', location: { row: 3 } });
    expect(findings.find((one: { baseline: string }) => one.baseline === 'new')).toMatchObject({
      code: 'login/rejected',
      location: { row: 2 },
    });
    // Without the server nobody knows.
    const alone = await runCli(['check', file, '--baseline', baseline, '--json']);
    expect(JSON.parse(alone.stdout).baseline).toMatchObject({ mended: 0, notChecked: online });
  });
});

describeWithServer('events', ['openssl'], () => {
  it('are on standard output while the run goes on', async () => {
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const server = await scriptedServer({
      commands: {
        LOGIN: async ({ args: [user] }) => {
          if (String(user) === 'user3') await gate;
          return undefined;
        },
      },
    });
    try {
      const args = [await writeCsv(csvRows(3)), '--port', String(server.port), '--format', 'ndjson'];
      const { child, ended } = startCheck(args);
      let seen = '';
      while (!/"userName":"user2"/.test(seen)) {
        const [chunk] = await once(child.stdout, 'data');
        seen += chunk;
      }
      expect(child.exitCode).toBeNull();
      expect(seen).not.toContain('"type":"end"');
      release();
      const { status, stdout } = await ended;
      expect(status).toBe(0);
      expect(validateLines(stdout)).toEqual([]);
      expect(stdout.match(/"type":"row"/g)).toHaveLength(3);
    } finally {
      release();
      await server.stop();
    }
  });

  it('end quietly when their reader has gone away', async () => {
    const server = await scriptedServer({});
    try {
      const args = ['check', await writeCsv(csvRows(30)), ...LOCALHOST, '--port', String(server.port)];
      const child = spawn(process.execPath, [BIN, ...args, '--format', 'ndjson'], {
        env: { ...process.env, ...trusting() },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let stderr = '';
      child.stderr.on('data', (chunk: Buffer) => {
        stderr += chunk.toString('utf8');
      });
      await once(child.stdout, 'data');
      child.stdout.destroy();
      const [status] = await once(child, 'close');
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(server.logins).toHaveLength(30);
    } finally {
      await server.stop();
    }
  });
});

describe('what cannot be done is said', () => {
  async function refusal(...args: string[]): Promise<string> {
    const { status, stdout, stderr } = await runCli(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^imap-preflight: .+\n$/);
    return stderr;
  }

  it('a baseline that is none, before anything is asked', async () => {
    const file = await writeCsv(csvRows(1));
    const to = (baseline: string) => ['check', file, '--server', 'localhost', '--baseline', baseline];
    expect(await refusal(...to('nowhere.json'))).toContain('nowhere.json: no such file');
    expect(await refusal(...to(file))).toContain('it is no journal of imap-preflight');
    expect(await refusal(...to(await writeTemporary('a.json', '{"a":1}')))).toContain(
      'no report of imap-preflight',
    );
    expect(await refusal(...to(await writeTemporary('b.json', '{"schemaVersion":9}')))).toContain(
      'version 9',
    );
    expect(await refusal(...to('-'))).toContain('--baseline: give the path');
    expect(await refusal(...to(''))).toContain('--baseline: give the path');
  });

  it('a report over the baseline that it is compared with', async () => {
    const file = await writeCsv(csvRows(1));
    const baseline = join(await temporaryDirectory(), 'a.json');
    expect((await runCli(['check', file, '--report', baseline])).status).toBe(0);
    const before = await readFile(baseline, 'utf8');
    const said = await refusal('check', file, '--baseline', baseline, '--report', baseline);
    expect(said).toContain('is named for something else too');
    expect(await refusal('report', baseline, '--baseline', baseline, '--report', baseline)).toContain('too');
    expect(await readFile(baseline, 'utf8')).toBe(before);
  });

  it('a run that is to go on from a report', async () => {
    const file = await writeCsv(csvRows(1));
    const report = join(await temporaryDirectory(), 'a.ndjson');
    expect((await runCli(['check', file, '--redact', '--report', report])).status).toBe(0);
    expect(await refusal('check', file, '--resume', report)).toContain('from which no run can go on');
  });

  it('a summary that cannot be written: status 3, and the rest is there', async () => {
    const file = await writeCsv(csvRows(1));
    const folder = join(await temporaryDirectory(), 'folder');
    await mkdir(folder);
    const result = await runCli(['check', file, '--format', 'github'], {
      env: { GITHUB_STEP_SUMMARY: folder },
    });
    expect(result.status).toBe(3);
    expect(result.stderr).toContain('the file that GITHUB_STEP_SUMMARY names could not be written (EISDIR)');
    expect(result.stdout).toContain('imap-preflight: Ready as far as checked');
  });
});

describe('report', () => {
  it('renders an earlier report in every format, with the same options', async () => {
    const file = await writeCsv([['emil contoso.com', 'emil', 'x']]);
    const json = join(await temporaryDirectory(), 'a.json');
    expect((await runCli(['check', file, '--report', json])).status).toBe(1);
    for (const format of FORMATS) {
      const { status, stdout, stderr } = await runCli(['report', json, '--redact', '--format', format]);
      expect({ status, stderr }, format).toEqual({ status: 1, stderr: '' });
      expect(stdout, format).not.toContain('emil');
    }
    expect((await runCli(['report', json, '--baseline', json])).status).toBe(0);
  });
});

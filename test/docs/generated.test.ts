import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { CODES } from '../../src/knowledge/describe.js';
import { TOOL } from '../../src/version.js';
import { describeWithServer, requireProgram } from '../servers/available.js';
import { provingCommand } from '../support/docs/code-proofs.js';
import { CODES_FOLDER, documents } from '../support/docs/documents.js';
import { withParts } from '../support/docs/markdown.js';
import { validateReport } from '../support/schema.js';
import { ROOT, read } from './pages.js';

const written = documents(new URL('../../', import.meta.url));

describe('what is generated', () => {
  test.each([...written.keys()])('%s is what the program says', (path) => {
    expect(read(path), 'the program says otherwise: npm run docs').toBe(written.get(path));
  });

  test('there is a page for each code, and no other', () => {
    const pages = readdirSync(`${ROOT}${CODES_FOLDER}`).sort();
    expect(pages).toEqual(CODES.map((code) => `${code.replace('/', '-')}.md`).sort());
  });

  test('a page has all that is to be said', () => {
    for (const code of CODES) {
      const page = written.get(`${CODES_FOLDER}${code.replace('/', '-')}.md`) ?? '';
      const heads = [...page.matchAll(/^## (.+)$/gm)].map(([, head]) => head);
      const expected = ['Cause', 'How to check', 'Fix', 'What Microsoft says', 'In the JSON report'];
      expect(heads, code).toEqual(expected);
      expect(page).toContain(provingCommand(code));
      const json = /```json\n(.*?)```/s.exec(page)?.[1] ?? '';
      expect(JSON.parse(json)).toMatchObject({ code, stage: code.split('/')[0], fix: ['…'] });
    }
  });

  test('the examples are findings of a report', () => {
    const report = JSON.parse(read('fixtures/reports/canonical.json'));
    const findings = CODES.map((code) => {
      const page = written.get(`${CODES_FOLDER}${code.replace('/', '-')}.md`) ?? '';
      return JSON.parse(/```json\n(.*?)```/s.exec(page)?.[1] ?? '');
    });
    expect(validateReport({ ...report, findings })).toEqual([]);
    expect(validateReport({ ...report, findings: [{ ...findings[0], severity: 'fatal' }] })).not.toEqual([]);
  });

  test('lost markers are seen', () => {
    expect(() => withParts('', { later: '' })).toThrow('later:begin');
  });
});

describeWithServer('the manual page', ['mandoc'], () => {
  const PAGE = `${ROOT}docs/imap-preflight.1`;

  test('has nothing that mandoc finds wrong', async () => {
    // It also has a word for a page without a date.
    const { stdout } = await promisify(execFile)(requireProgram('mandoc'), [
      '-T',
      'lint',
      '-W',
      'error',
      PAGE,
    ]);
    expect(stdout).toBe('');
  });

  test('reads as it should', async () => {
    const { stdout } = await promisify(execFile)(requireProgram('mandoc'), ['-T', 'utf8', PAGE]);
    const text = stdout.replaceAll(/.\u0008/g, '');
    expect(text).toContain(`imap-preflight ${TOOL.version}`);
    expect(text).toMatch(/--server <fqdn>\n +The source IMAP server/);
    expect(text).toMatch(/imap-preflight completion \[options\] <shell>/);
    expect(text).not.toMatch(/^ +undefined/m);
  });
});

import { describe, expect, test } from 'vitest';
import { type CheckFlags, checkSettings } from '../../src/cli/settings.js';
import { UsageError } from '../../src/cli/usage-error.js';
import { STAGES } from '../../src/model/stage.js';

const settings = (flags: CheckFlags = {}, files = ['users.csv']) => checkSettings(files, flags);

describe('defaults', () => {
  test('are those of the contract', () => {
    const { run, format, failOn, reports } = settings();
    expect(run).toMatchObject({ concurrency: 20, timeout: 15, retries: 2, maxRejected: 0 });
    expect(run.resolvers).toEqual(['1.1.1.1', '8.8.8.8']);
    expect([...run.stages]).toEqual([...STAGES]);
    expect({ format, failOn, reports }).toEqual({ format: 'text', failOn: 'error', reports: [] });
    expect(run.probeConnections).toBeUndefined();
    expect(run.acceptUntrustedCertificates || run.allowPlaintext || run.allowPrivateAddress).toBe(false);
  });
});

describe('stages', () => {
  test.each([
    [{ only: 'csv' }, ['csv']],
    [{ only: 'login, MAILBOX' }, ['login', 'mailbox']],
    [{ skip: 'target' }, ['csv', 'dns', 'tcp', 'tls', 'imap', 'login', 'mailbox']],
    [{ skip: 'login' }, ['csv', 'dns', 'tcp', 'tls', 'imap', 'target']],
    [{ only: 'csv,dns', skip: 'dns' }, ['csv']],
  ] as [CheckFlags, string[]][])('%j', (flags, expected) => {
    expect([...settings(flags).run.stages]).toEqual(expected);
  });

  test('without the CSV no file is read, so nobody signs in', () => {
    const { run, files } = settings({ skip: 'csv', server: 'imap.contoso.com' });
    expect(files).toEqual([]);
    expect([...run.stages]).toEqual(STAGES.filter((id) => id !== 'csv'));
  });
});

describe('values', () => {
  test('are taken over', () => {
    const flags = {
      port: '143',
      security: 'TLS',
      rows: '5',
      rate: '2.5',
      probeConnections: '100',
      resolver: ['127.0.0.1:5353', '[::1]:53'],
    };
    const { run } = settings({ ...flags, server: ' imap.contoso.com ', report: ['a.json', 'b.TXT'] });
    expect(run).toMatchObject({
      port: 143,
      security: 'tls',
      rows: { from: 5, to: 5 },
      rate: 2.5,
      probeConnections: 100,
    });
    expect(run.server).toBe('imap.contoso.com');
    expect(run.resolvers).toEqual(['127.0.0.1:5353', '[::1]:53']);
    expect(run.resolversGiven).toBe(true);
  });

  test('the format of a report goes by its extension', () => {
    expect(settings({ report: ['a.json', 'b.TXT'] }).reports).toEqual([
      { path: 'a.json', format: 'json' },
      { path: 'b.TXT', format: 'text' },
    ]);
  });
});

describe('what is wrong is named', () => {
  test.each([
    [{ port: '0' }, '--port "0"'],
    [{ port: '65536' }, 'from 1 to 65535'],
    [{ port: '993x' }, '--port "993x"'],
    [{ security: 'starttls' }, 'ssl, tls or none'],
    [{ only: 'csv,foo' }, '--only "foo"'],
    [{ only: '' }, '--only ""'],
    [{ skip: 'logins' }, '--skip "logins"'],
    [{ concurrency: '0' }, 'from 1 to 100'],
    [{ concurrency: '101' }, 'from 1 to 100'],
    [{ timeout: '-1' }, '--timeout "-1"'],
    [{ retries: '1.5' }, '--retries "1.5"'],
    [{ rows: '0-3' }, '--rows "0-3"'],
    [{ rows: '9-3' }, '--rows "9-3"'],
    [{ sample: '0' }, '--sample "0"'],
    [{ resolver: ['dns.google'] }, '--resolver "dns.google"'],
    [{ resolver: ['1.1.1.1:99999'] }, '--resolver "1.1.1.1:99999"'],
    [{ format: 'yaml' }, '--format "yaml"'],
    [{ format: 'sarif' }, 'not in this version yet'],
    [{ report: ['out.pdf'] }, '.json, .txt, .html or .ps1'],
    [{ report: ['out.sarif'] }, 'not in this version yet'],
    [{ failOn: 'notice' }, 'error, warning or never'],
    [{ json: true, format: 'text' }, 'contradict'],
    [{ server: '  ' }, '--server is empty'],
  ] as [CheckFlags, string][])('%j', (flags, message) => {
    expect(() => settings(flags)).toThrow(UsageError);
    expect(() => settings(flags)).toThrow(message);
  });

  test('nothing to check', () => {
    expect(() => settings({}, [])).toThrow('name a CSV file, or a server');
    expect(settings({ server: 'imap.contoso.com' }, []).files).toEqual([]);
  });

  test('a file named twice', () => {
    expect(() => settings({}, ['a.csv', 'a.csv'])).toThrow('a.csv is named twice');
  });

  test('credentials in the server name are not repeated', () => {
    const server = 'imaps://mailadmin:Wrong-Heron-77@imap.contoso.com';
    expect(() => settings({ server })).toThrow(/^(?!.*Heron).*without a user name or password/);
  });

  test('a long value is shortened, control characters are not shown', () => {
    expect(() => settings({ port: 'x'.repeat(500) })).toThrow(/^.{1,140}$/);
    expect(() => settings({ port: '\u001b[31m9' })).toThrow('--port "?[31m9"');
  });
});

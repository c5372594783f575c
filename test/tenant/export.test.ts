import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/batch/input-error.js';
import { readExport } from '../../src/tenant/export.js';
import { BATCHES } from '../../src/tenant/tables.js';
import { exported, rowsOf, sourceOf } from './support.js';

const HEADER = ['DisplayName', 'PrimarySmtpAddress', 'EmailAddresses', 'RecipientTypeDetails'];
const ROWS = [
  ['User A', 'usera@contoso.com', 'SMTP:usera@contoso.com;smtp:a@contoso.com', 'UserMailbox'],
  ['Müller, "B"', 'userb@contoso.com', 'SMTP:userb@contoso.com', 'SharedMailbox'],
];
const WANTED = ROWS.map(([name, primary, addresses, type]) => ({ name, primary, addresses, type }));

const told = async (content: string | Buffer, part?: number) =>
  (await rowsOf(sourceOf(content, part))).map(({ name, primary, addresses, type }) => ({
    name,
    primary,
    addresses,
    type,
  }));

async function refusal(content: string | Buffer, table = rowsOf): Promise<InputError> {
  try {
    await table(sourceOf(content));
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    const { message, remedy } = error as InputError;
    expect(`${message} ${remedy}`).not.toMatch(/Amber|undefined|\[object/);
    expect(message.length).toBeLessThan(600);
    return error as InputError;
  }
  throw new Error('it was taken');
}

const CSV = exported(HEADER, ROWS);

describe('a CSV export is read', () => {
  test.each<[string, string | Buffer]>([
    ['as Export-Csv writes it', CSV],
    ['with a type line', `#TYPE Selected.System.Management.Automation.PSCustomObject\r\n${CSV}`],
    ['with a byte order mark', `\ufeff${CSV}`],
    ['in UTF-16', Buffer.from(`\ufeff${CSV}`, 'utf16le')],
    ['in UTF-16, big-endian', Buffer.from(`\ufeff${CSV}`, 'utf16le').swap16()],
    ['with semicolons', exported(HEADER, ROWS, ';')],
    ['with tabs', exported(HEADER, ROWS, '\t')],
    ['with a line for Excel', `sep=;\r\n${exported(HEADER, ROWS, ';')}`],
    [
      'in other case, order and spelling',
      exported(
        ['recipient type details', 'EMAILADDRESSES', 'Display name', 'primary-smtp-address'],
        ROWS.map(([a = '', b = '', c = '', d = '']) => [d, c, a, b]),
      ),
    ],
    [
      'with other columns between',
      exported(
        ['Alias', ...HEADER, 'Guid'],
        ROWS.map((row) => ['x', ...row, 'y']),
      ),
    ],
    [
      'with empty lines and empty values at the end',
      `\r\n${CSV.replaceAll('Mailbox"', 'Mailbox",,')}\r\n\r\n`,
    ],
  ])('%s', async (_, content) => {
    expect(await told(content)).toEqual(WANTED);
    expect(await told(content, 7)).toEqual(WANTED);
  });

  test('with a line break in a value', async () => {
    const rows = [
      ['User A', 'usera@contoso.com', 'SMTP:usera@contoso.com\r\nsmtp:a@contoso.com', 'UserMailbox'],
    ];
    expect(await told(exported(HEADER, rows))).toEqual([
      { name: 'User A', primary: 'usera@contoso.com', addresses: rows[0]?.[2], type: 'UserMailbox' },
    ]);
  });

  test('of the admin center', async () => {
    const header = [
      'Block credential',
      'Display name',
      'Licenses',
      'Proxy addresses',
      'Soft deletion time stamp',
      'User principal name',
    ];
    const [row] = await rowsOf(
      sourceOf(
        exported(header, [
          ['False', 'User A', 'Unlicensed', 'SMTP:a@contoso.com+smtp:b@contoso.com', '', 'a@contoso.com'],
        ]),
      ),
    );
    expect(row).toMatchObject({
      addresses: 'SMTP:a@contoso.com+smtp:b@contoso.com',
      licenses: 'Unlicensed',
      signIn: 'a@contoso.com',
      deletedAt: '',
    });
  });
});

describe('a JSON export is read', () => {
  const records = ROWS.map(([DisplayName, PrimarySmtpAddress, addresses = '', RecipientTypeDetails]) => ({
    DisplayName,
    PrimarySmtpAddress,
    EmailAddresses: addresses.split(';'),
    RecipientTypeDetails,
  }));
  const wanted = WANTED.map((row) => ({ ...row, addresses: row.addresses?.replaceAll(';', '\n') }));

  test.each<[string, string | Buffer, unknown[]]>([
    ['a list', JSON.stringify(records, undefined, 4), wanted],
    ['one object', JSON.stringify(records[0]), wanted.slice(0, 1)],
    ['a wrapped list', JSON.stringify({ value: records, Count: 2 }), wanted],
    ['in UTF-16', Buffer.from(`\ufeff${JSON.stringify(records)}`, 'utf16le'), wanted],
    [
      'addresses as one text',
      JSON.stringify(records.map((one) => ({ ...one, EmailAddresses: one.EmailAddresses.join(';') }))),
      WANTED,
    ],
    [
      'objects in place of texts',
      JSON.stringify(
        records.map((one) => ({
          ...one,
          EmailAddresses: {
            value: one.EmailAddresses.map((text) => ({ ProxyAddressString: text })),
            Count: 1,
          },
          PrimarySmtpAddress: {
            Local: one.PrimarySmtpAddress?.split('@')[0],
            Domain: 'contoso.com',
          },
          RecipientTypeDetails: { value: 4, Value: one.RecipientTypeDetails },
        })),
      ),
      wanted,
    ],
  ])('%s', async (_, content, rows) => {
    expect(await told(content)).toEqual(rows);
    expect(await told(content, 5)).toEqual(rows);
  });

  test('with null, numbers and deep members', async () => {
    const [row] = await rowsOf(
      sourceOf(
        JSON.stringify([
          {
            PrimarySmtpAddress: 'a@contoso.com',
            EmailAddresses: null,
            ProhibitSendReceiveQuota: { IsUnlimited: true, Value: null },
            IsInactiveMailbox: false,
            RecipientTypeDetails: 1,
            Name: { a: { b: 1 } },
          },
        ]),
      ),
    );
    expect(row).toMatchObject({
      addresses: '',
      quota: 'Unlimited',
      inactiveFlag: 'false',
      type: '1',
      name: '',
    });
  });
});

describe('what is no export is refused with its reason and the way to a good one', () => {
  test.each<[string, string | Buffer, RegExp]>([
    ['a migration CSV', 'EmailAddress,UserName,Password\na@contoso.com,a,Amber-1\n', /it is a migration CSV/],
    ['one without passwords', 'EmailAddress;UserName\na@contoso.com;a\n', /it is a migration CSV/],
    ['other columns', 'Name,Department,Alias\nA,Sales,a\n', /its columns are Name, Department, Alias$/],
    [
      'many columns',
      `${Array.from({ length: 30 }, (_, i) => `Column ${i}`).join(',')},Name\n`,
      /and 23 more$/,
    ],
    ['a long column', `Name,${'x'.repeat(500)}\n`, /x…$/],
    ['no header', 'a@contoso.com,usera,Amber-1\n', /names none of the columns/],
    ['no header and no address', 'usera,Amber-1\nuserb,Amber-2\n', /names none of the columns/],
    ['JSON of other things', '[{"name":"A","size":1}]', /its columns are name, size$/],
    ['a workbook', Buffer.concat([Buffer.from('504b0304', 'hex'), Buffer.alloc(100)]), /an Excel workbook/],
    ['UTF-16 without a mark', Buffer.from(CSV, 'utf16le'), /UTF-16 text without a byte order mark/],
    ['Windows letters', Buffer.from(CSV, 'latin1'), /^line 3 has bytes that are no UTF-8 \(at byte \d+\)$/],
    ['a quote too many', `${CSV}"x"y,b@contoso.com,,\r\n`, /the record on line 4 has a quotation mark/],
    [
      'a quote that never closes',
      `${CSV}"x,b@contoso.com,,\r\n`,
      /the record on line 4 has a quotation mark/,
    ],
    [
      'a value too many',
      `${CSV}Doe, Jane,b@contoso.com,,UserMailbox\r\n`,
      /line 4 has 5 values, and the header 4$/,
    ],
    ['a value too few', `${CSV}b@contoso.com,,\r\n`, /line 4 has 3 values, and the header 4$/],
    [
      'broken JSON',
      '[\n  {"PrimarySmtpAddress": "a@contoso.com",}\n]',
      /no valid JSON there \(line 2, column 42\)$/,
    ],
    ['cut JSON', '[{"PrimarySmtpAddress": "a@contoso.com"}', /its list has no end \(line 1, column 41\)$/],
    ['a list of texts', '["a@contoso.com"]', /no record where one should be \(line 1, column 2\)$/],
    ['a huge line', `${CSV}"${'x'.repeat(17 * 1024 * 1024)}`, /quotation mark|longer than 16 MiB/],
  ])('%s', async (_, content, reason) => {
    const { message, remedy } = await refusal(content);
    expect(message).toMatch(reason);
    expect(remedy).toMatch(/Get-Recipient|no CSV file of mailboxes/);
  });

  test('control characters of a header are not shown', async () => {
    expect((await refusal('Name,\u001b[2JEvil\u202e\n')).message).toBe(
      'it is no export of recipients that is known here: its columns are Name, [2JEvil',
    );
  });

  test('an export of recipients in place of batches', async () => {
    const read = async (source: Parameters<typeof rowsOf>[0]) => {
      for await (const part of readExport(source, BATCHES)) void part;
      return [];
    };
    const { remedy } = await refusal('Guid,Alias\nx,a\n', read);
    expect(remedy).toContain('Get-MigrationBatch');
  });
});

import { describe, expect, it } from 'vitest';
import { guessDelimiter, hasEmptySurplus, readHeader } from '../../src/batch/columns.js';

function header(line: string, delimiter = ',') {
  return readHeader(1, line.split(delimiter), delimiter);
}

describe('a header', () => {
  it('with the exact names', () => {
    expect(header('Password,EmailAddress,UserRoot,UserName')).toEqual({
      line: 1,
      delimiter: ',',
      width: 4,
      columns: {
        Password: { index: 0, written: 'Password' },
        EmailAddress: { index: 1, written: 'EmailAddress' },
        UserRoot: { index: 2, written: 'UserRoot' },
        UserName: { index: 3, written: 'UserName' },
      },
      close: {},
      repeated: [],
      others: [],
      headerless: false,
    });
  });

  it('in other case', () => {
    const { columns, close } = header('emailaddress,UserName,PASSWORD');
    expect(columns).toEqual({
      EmailAddress: { index: 0, written: 'emailaddress' },
      UserName: { index: 1, written: 'UserName' },
      Password: { index: 2, written: 'PASSWORD' },
    });
    expect(close).toEqual({});
  });

  it('with spaces around is not the name that Microsoft asks for', () => {
    const { columns, close } = header('EmailAddress, UserName,Password');
    expect(columns.UserName).toBeUndefined();
    expect(close.UserName).toEqual({ index: 1, written: ' UserName' });
  });

  it.each([
    [
      'EmailAddress',
      [
        ...['Email Address', 'E-Mail', 'email', 'EmailAdress', 'PrimarySmtpAddress', 'UPN', 'e-mail_address'],
        ...[
          '“EmailAddress”',
          "'EmailAddress'",
          'EmailAddress\u00a0',
          '\ufeffEmailAddress',
          'ï»¿EmailAddress',
        ],
      ],
    ],
    ['UserName', ['User Name', 'Usernam', 'Login', 'SamAccountName', 'Benutzername', 'User\u200bName']],
    ['Password', ['Pasword', 'Pass word', 'Passwd', 'Passwort', 'Kennwort', 'Contraseña', 'Mot de passe']],
    ['UserRoot', ['User Root', 'root folder', 'UserRoots']],
  ])('with a name close to %s', (name, cells) => {
    const others = {
      EmailAddress: 'UserName',
      UserName: 'EmailAddress',
      Password: 'EmailAddress',
      UserRoot: 'UserName',
    };
    for (const cell of cells) {
      const { close, headerless } = header(`${others[name as keyof typeof others]},${cell}`);
      expect({ cell, close, headerless }).toEqual({
        cell,
        close: { [name]: { index: 1, written: cell } },
        headerless: false,
      });
    }
  });

  it('with names that are none of ours', () => {
    const { others, close } = header('EmailAddress,UserName,Password,Department,,Remarks');
    expect(close).toEqual({});
    expect(others).toEqual([
      { position: 4, name: 'Department' },
      { position: 5, name: '' },
      { position: 6, name: 'Remarks' },
    ]);
  });

  it('with a name twice, and one close to a name that is there', () => {
    const { repeated, others, columns } = header('EmailAddress,UserName,password,Password,Email');
    expect(repeated).toEqual(['Password']);
    expect(columns.Password).toEqual({ index: 2, written: 'password' });
    expect(others).toEqual([{ position: 5, name: 'Email' }]);
  });

  it('with empty cells at its end counts them', () => {
    const cells = 'EmailAddress,UserName,Password'.split(',');
    const long = readHeader(1, [...cells, ...new Array<string>(16_000).fill('')], ',');
    expect(long).toMatchObject({ width: 16_003, emptyAtEnd: 16_000, others: [] });
    expect(header('EmailAddress,UserName,Password, ')).toMatchObject({ emptyAtEnd: 1, others: [] });
    expect(header('EmailAddress,,UserName,Password')).toMatchObject({ others: [{ position: 2, name: '' }] });
    expect(header('EmailAddress,UserName,Password')).not.toHaveProperty('emptyAtEnd');
  });

  it.each([
    ['EmailAddress,UserName,Password', ','],
    ['emailaddress,username,password', ','],
    ['EmailAddress;UserName;Password', ';'],
    ['EmailAddress\tUserName\tPassword', '\t'],
    ['EmailAddress|UserName|Password', '|'],
    ['EmailAddress | UserName | Password', '|'],
    ['EmailAddress:UserName:Password', ':'],
    ['EmailAddress UserName  Password', ' '],
    ['EmailAddress|UserName', '|'],
  ])('in one cell, %j, has all names joined by %j', (cell, sign) => {
    for (const cells of [[cell], [cell, '', '']]) {
      const found = readHeader(1, cells, ',');
      expect(found).toMatchObject({ joined: sign, columns: {}, close: {}, others: [] });
      expect(found.headerless).toBeUndefined();
    }
  });

  it.each([
    'EmailAddress',
    'UserName|Password',
    'anna@contoso.com|UserName|Password',
    'EmailAddress and more',
    'E-Mail|User|Kennwort',
    `EmailAddress|UserName|Password|${'x'.repeat(200)}`,
  ])('in one cell, %j, is none of joined names', (cell) => {
    expect(readHeader(1, [cell], ',')).not.toHaveProperty('joined');
    expect(header('EmailAddress|UserName,Password')).not.toHaveProperty('joined');
  });

  it('of very many or very long cells is not read to its end', () => {
    const many = readHeader(
      1,
      ['EmailAddress', 'Password', ...Array.from({ length: 500_000 }, (_, i) => `c${i}`)],
      ',',
    );
    expect(many.width).toBe(500_002);
    expect(many.others).toHaveLength(100);
    expect(many.untold).toBe(499_900);
    const [long] = header(`EmailAddress,Password,${'x'.repeat(100_000)}`).others;
    expect(long?.name).toHaveLength(40);
  });
});

describe('a header that names no passwords', () => {
  it.each([
    ['EmailAddress,UserName,Summer2026', 3],
    ['EmailAddress,UserName,Password,Password:hunter2', 4],
    ['EmailAddress,UserName,Password,pw = hunter2', 4],
  ])('%s does not tell what stands in column %i', (line, position) => {
    expect(header(line).others).toEqual([{ position }]);
  });

  it.each(['EmailAddress,UserName,Password,Department', 'EmailAddress,UserName,pwd,Department'])(
    '%s does',
    (line) => {
      expect(header(line).others).toEqual([{ position: 4, name: 'Department' }]);
    },
  );
});

describe('a first line that may be data', () => {
  // Each has a password that is a column's name, or close to one.
  it.each([
    'anna@contoso.com,anna,Passw0rd',
    'anna@contoso.com,anna,Password',
    'anna@contoso.com,login,PASSWORD',
    'anna@contoso.com,user,hunter-2',
    'anna@contoso.com,mail,Pass!word',
    'anna@contoso.com,root,secret',
    'username,password@contoso.com,hunter-2',
    'anna,Passw0rd',
    'anna,secret',
    'anna,password',
    'anna@contoso.com',
    'hunter-2',
  ])('is not quoted: %s', (line) => {
    const found = header(line);
    expect(found).toMatchObject({ headerless: true, columns: {}, close: {}, repeated: [] });
    for (const cell of line.split(',')) expect(JSON.stringify(found)).not.toContain(`"${cell}"`);
  });

  it('keeps its exact names, and nothing else', () => {
    expect(header('EmailAddress,anna@contoso.com,Passw0rd')).toMatchObject({
      headerless: false,
      columns: { EmailAddress: { index: 0, written: 'EmailAddress' } },
      close: {},
      others: [{ position: 2 }, { position: 3 }],
    });
    expect(header('Name,Password')).toMatchObject({
      headerless: false,
      columns: { Password: { index: 1, written: 'Password' } },
      others: [{ position: 1 }],
    });
  });
});

describe('the delimiter', () => {
  it.each([
    ['EmailAddress,UserName,Password', ','],
    ['EmailAddress;UserName;Password', ';'],
    ['EmailAddress\tUserName\tPassword', '\t'],
    ['"E-Mail";"Login";"Kennwort"', ';'],
    ['"EmailAddress";"User,Name";"Password"', ';'],
    ['EmailAddress,"UserName;x",Password', ','],
    ['EmailAddress', ','],
    ['anna@contoso.com;anna;hunter-2', ';'],
    ['anna@contoso.com\tanna\thunter-2', '\t'],
    ['anna@contoso.com,anna,hunter;2;3', ','],
    ['anna@contoso.com,anna,hunter;password', ','],
    ['one;two', ','],
    ['', ','],
  ])('of %j is %j', (line, delimiter) => {
    expect(guessDelimiter(line)).toBe(delimiter);
  });
});

it.each<[string[], boolean]>([
  [['a', 'b', 'c', ''], true],
  [['a', 'b', 'c', '', ' '], true],
  [['a', 'b', '', ''], true],
  [['', '', '', ''], true],
  [['a', 'b', 'c'], false],
  [['a', '', ''], false],
  [['a', ''], false],
  [['a', 'b', 'c', 'd'], false],
  [['a', 'b', 'c', '', 'e'], false],
])('a row of %j has an empty surplus over three columns: %s', (values, expected) => {
  expect(hasEmptySurplus(values, 3)).toBe(expected);
});

import { describe, expect, it } from 'vitest';
import { adminAccount, appPasswordForm, signInForm } from '../../src/checks/sign-in-form.js';
import { FORMS, isAdminForm } from '../../src/knowledge/catalogue/words.js';
import type { SignInForm } from '../../src/model/row.js';
import { Secret } from '../../src/model/secret.js';

const CASES: [string, string | undefined, SignInForm, string | undefined][] = [
  ['terry.adams', undefined, 'short-name', undefined],
  ['terry.adams@contoso.com', undefined, 'address', undefined],
  ['contoso/terry.adams', undefined, 'exchange-user', undefined],
  ['contoso\\terry.adams', undefined, 'exchange-user', undefined],
  ['contoso\\terry@contoso.com', undefined, 'exchange-user', undefined],
  ['contoso-students/mailadmin/terry.adams', undefined, 'exchange-admin', 'contoso-students/mailadmin'],
  ['CONTOSO\\MailAdmin\\usera', undefined, 'exchange-admin', 'contoso/mailadmin'],
  ['mailadmin@contoso.com\\usera', undefined, 'exchange-admin', 'mailadmin@contoso.com'],
  ['mailadmin@contoso.com/usera', undefined, 'exchange-admin', 'mailadmin@contoso.com'],
  ['terry.adams*mailadmin', undefined, 'dovecot-admin', 'mailadmin'],
  ['terry@contoso.com*Admin@Contoso.com', undefined, 'dovecot-admin', 'admin@contoso.com'],
  ['#terry@contoso.com#MailAdmin#', undefined, 'mirapoint-admin', 'mailadmin'],
  ['MailAdmin', '/users/terry.adams', 'admin-with-user-root', 'mailadmin'],
  ['contoso/mailadmin', '/users/terry.adams', 'admin-with-user-root', 'contoso/mailadmin'],
  ['contoso\\mailadmin\\terry@contoso.com', undefined, 'exchange-admin', 'contoso/mailadmin'],
  ['contoso.local/mail.admin/terry.adams', undefined, 'exchange-admin', 'contoso.local/mail.admin'],
  [' contoso\\terry.adams ', undefined, 'exchange-user', undefined],
  ['#terry.adams#mailadmin#', undefined, 'mirapoint-admin', 'mailadmin'],
  ['mailadmin@contoso.com', '/users/terry.adams', 'admin-with-user-root', 'mailadmin@contoso.com'],
  // Near misses
  ['\\\\contoso\\terry.adams', undefined, 'short-name', undefined],
  ['##mailadmin#', undefined, 'short-name', undefined],
  ['terry.adams', '', 'short-name', undefined],
  ['terry.adams', '  ', 'short-name', undefined],
  ['terry.adams*', undefined, 'short-name', undefined],
  ['*mailadmin', undefined, 'short-name', undefined],
  ['a*b*c', undefined, 'short-name', undefined],
  ['#terry@contoso.com#', undefined, 'address', undefined],
  ['#terry@contoso.com#mailadmin', undefined, 'address', undefined],
  ['contoso/', undefined, 'short-name', undefined],
  ['/terry.adams', undefined, 'short-name', undefined],
  ['contoso//terry.adams', undefined, 'short-name', undefined],
  ['a/b/c/d', undefined, 'short-name', undefined],
  ['', undefined, 'short-name', undefined],
];

describe('sign-in forms', () => {
  it.each(CASES)('%s with UserRoot %s is %s of %s', (userName, userRoot, form, admin) => {
    const row = { userName, ...(userRoot === undefined ? {} : { userRoot }) };
    expect(signInForm(row)).toBe(form);
    expect(adminAccount(row)).toBe(admin);
  });

  it('have an administrator exactly where the form says so', () => {
    for (const [, , form, admin] of CASES) expect(isAdminForm(form)).toBe(admin !== undefined);
  });

  it('have names', () => {
    const names = new Set(CASES.map(([, , form]) => FORMS[form].name));
    expect(names.size).toBe(7);
    expect(FORMS.address.name).not.toBe('address');
  });
});

describe('an app password of Google', () => {
  it.each([
    ['abcdefghijklmnop', 'plain'],
    ['ABCDEFGHIJKLMNOP', 'plain'],
    ['abcd efgh ijkl mnop', 'with-spaces'],
    ['abcd\u00a0efgh\u00a0ijkl\u00a0mnop', 'with-spaces'],
    [' abcd efgh ijkl mnop ', 'with-spaces'],
    ['abcd efgh ijkl mno1', 'other'],
    ['abcd efgh ijkl', 'other'],
    ['abcde fgh ijkl mnop', 'other'],
    ['abcd  efgh ijkl mnop', 'other'],
    ['abcdefghijklmno', 'other'],
    [' abcdefghijklmnop', 'other'],
    ['', 'other'],
  ])('%j is %s', (password, form) => {
    expect(appPasswordForm(new Secret(password))).toBe(form);
  });
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Reply, readAtOnce, readReply } from '../../../src/probes/imap/reply.js';

const keep = (text: string) => text;

async function bothWays(line: string): Promise<{ plain: Reply | undefined; full: Reply }> {
  const payload = Buffer.from(line, 'utf8');
  return {
    plain: readAtOnce({ payload, literals: [] }, keep),
    full: await readReply({ payload, literals: [] }, keep),
  };
}

/** Of a status response nobody reads the attributes. */
function told({ tag, name, attributes, answer, capabilities }: Reply) {
  return { tag, name, answer, capabilities, attributes: answer === undefined ? attributes : [] };
}

const USUAL = [
  '* OK [CAPABILITY IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE LITERAL+ AUTH=PLAIN AUTH=LOGIN] Dovecot ready.',
  'A1x2 OK [CAPABILITY IMAP4rev1 NAMESPACE THREAD=REFS] Logged in',
  'A1x2 NO [AUTHENTICATIONFAILED] Authentication failed.',
  'A1x2 NO [ALERT] Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)',
  'a BAD',
  '* BYE Logging out',
  'A3x OK [READ-ONLY] Examine completed (0.001 + 0.000 secs).',
  '* LIST (\\HasNoChildren) "." INBOX',
  '* LIST (\\HasNoChildren \\UnMarked \\Trash) "/" "Deleted Items"',
  '* LIST (\\HasNoChildren) "\\\\" "a b"',
  '* LIST () "." "Gr&APYA3w-e"',
  '* list () "/" Sent',
  '* NAMESPACE (("" "/")) NIL NIL',
  '* NAMESPACE (("INBOX." ".")) (("user." ".")) (("#shared." ".") ("shared." NIL))',
  '* namespace (("" ".")) nil NIL',
  '* OK [PERMANENTFLAGS ()] Read-only mailbox.',
  '* OK [PERMANENTFLAGS (\\Answered \\Flagged $Junk \\*)] Flags permitted.',
  '* OK [UIDVALIDITY 1700000000] UIDs valid',
  '* STATUS INBOX (MESSAGES 3 SIZE 123456)',
  '* STATUS "Gr&APYA3w-e 2" (MESSAGES 0)',
  '* status a/b (messages 12 unseen 3)',
  '* 12 FETCH (RFC822.SIZE 4567)',
  '* 1 fetch (rfc822.size 0)',
];

it.each(USUAL)('is read at once as by the grammar: %s', async (line) => {
  const { plain, full } = await bothWays(line);
  expect(plain).toBeDefined();
  expect(told(plain as Reply)).toEqual(told(full));
});

it.each([
  ['* 12 EXISTS', 'EXISTS'],
  ['* 0 RECENT', 'RECENT'],
  ['* FLAGS (\\Answered \\Seen $Label1)', 'FLAGS'],
])('is not looked into, as nobody asks for it: %s', async (line, name) => {
  expect((await bothWays(line)).plain).toEqual({ tag: '*', name, attributes: [] });
});

it.each([
  '* LIST () NIL INBOX',
  '* LIST () "/" NIL',
  '* LIST () "/" "a\\"b"',
  '* OK [BADCHARSET ("UTF-8")] x',
  '* OK [UIDNEXT 5] [x] y',
  'A1 NO [x',
  '* CAPABILITY IMAP4rev1',
  '* STATUS NIL (MESSAGES 1)',
  '* STATUS INBOX ()',
  '* STATUS INBOX (MESSAGES)',
  '* 12 FETCH (RFC822.SIZE 4567 UID 9)',
  '* 12 FETCH (FLAGS (\\Seen))',
  '+ go',
  '',
  'Server Unavailable. 15',
])('is left to the grammar: %s', async (line) => {
  expect((await bothWays(line)).plain).toBeUndefined();
});

it('takes no longer than the line is long', () => {
  const words = ['(', '(a', '(\\a ', 'a ', '"a" ', '(("a" "b")', 'A ', '[X ', '[X (a', ') '];
  for (const word of words) {
    for (const head of ['* OK [X ', '* LIST ', '* NAMESPACE ', '* FLAGS (', 'A1 NO ', '']) {
      const line = (head + word.repeat(2000)).slice(0, 4090);
      const begun = performance.now();
      for (let count = 0; count < 20; count += 1)
        readAtOnce({ payload: Buffer.from(line), literals: [] }, keep);
      expect(performance.now() - begun, `${head}${word}…`).toBeLessThan(500);
    }
  }
});

it('never differs from the grammar, whatever comes', async () => {
  const word = fc.constantFrom(
    ...['*', 'A1', '+', 'OK', 'NO', 'BYE', 'bad', 'LIST', '()', '(\\Noselect)', '(\\a \\b)', '"/"', '"."'],
    ...[
      '[PERMANENTFLAGS (\\Seen \\*)]',
      '[X (a b)]',
      '(\\Seen',
      'NAMESPACE',
      '(("" "/"))',
      '(("a." ".")("b" NIL))',
      '(())',
      'NIL',
      'INBOX',
      '"a b"',
      '"a\\\\b"',
      '[ALERT]',
      '[ALERT',
      ']',
      '[X 1 2]',
      '[CAPABILITY IMAP4rev1 ID]',
    ],
    ...['ä', '日本', '(', ')', '"', '\\', '{3}', '%', '\t', 'text.', 'capability', '\u2028', '\u0000', '*'],
  );
  const line = fc.oneof(
    fc.array(word, { maxLength: 8 }).map((words) => words.join(' ')),
    fc.array(word, { maxLength: 8 }).map((words) => words.join('')),
    fc.tuple(fc.constantFrom(...USUAL), fc.nat(60), word).map(([usual, at, odd]) => usual.slice(0, at) + odd),
    fc
      .tuple(fc.constantFrom('A1 NO ', '* OK ', '* BYE '), fc.string({ unit: 'binary' }))
      .map(([a, b]) => a + b),
  );
  await fc.assert(
    fc.asyncProperty(line, async (text) => {
      const { plain, full } = await bothWays(text);
      const unread = ['EXISTS', 'RECENT', 'FLAGS'].includes(plain?.name ?? '');
      if (plain !== undefined && !unread) expect(told(plain)).toEqual(told(full));
    }),
    { numRuns: 3000 },
  );
});

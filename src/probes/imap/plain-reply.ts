import type { ImapAttribute } from 'imapflow/lib/handler/types.js';

/** Arguments of a response code without anything to decode, such as `IMAP4rev1 ID`, `1412` or `(\Seen \*)`. */
const WORDS = '[^[\\]\\\\"(){}%*]{0,1000}';
const FLAG = '(?:\\\\\\*|[\\\\$]?[A-Za-z0-9_-]{1,64})';
const FLAGS = `\\((?:${FLAG}(?: ${FLAG})*)?\\)`;

/** A status response in which no brackets stand but those of its code: RFC 3501 section 7.1. */
const STATUS = new RegExp(
  `^(\\*|[A-Za-z0-9]{1,32}) (OK|NO|BAD|BYE|PREAUTH)(?: \\[([A-Za-z0-9.-]{1,64})(?: (?:${WORDS}|${FLAGS}))?\\])?(?: (?!\\s|\\[)(.*))?$`,
  'i',
);

/** What EXAMINE tells of INBOX, which nobody asks for: RFC 3501 section 7.2.6 and 7.3. */
const UNREAD = /^\* (?:\d{1,10} (EXISTS|RECENT)|(FLAGS) \([\\$\w -]*\))$/;

/** A folder with a name that needs no decoding, as nearly all servers write it: RFC 3501 section 7.2.2. */
const LIST =
  /^\* LIST \(((?:\\?[A-Za-z0-9_$-]+(?: \\?[A-Za-z0-9_$-]+)*)?)\) "([!-[\]-~]|\\\\)" (?:"([ !#-[\]-~]*)"|([A-Za-z0-9._/&+,-]{1,255}))$/i;

/** Counters of a folder: RFC 3501 section 7.2.4. */
const FOLDER_STATUS =
  /^\* STATUS (?:"([ !#-[\]-~]*)"|([A-Za-z0-9._/&+,-]{1,255})) \(([A-Z]{1,20} \d{1,19}(?: [A-Z]{1,20} \d{1,19}){0,5})\)$/i;

/** The size of a message: RFC 3501 section 7.4.2. */
const SIZE = /^\* (\d{1,10}) (FETCH) \((RFC822\.SIZE) (\d{1,19})\)$/i;

/** Three groups of prefixes and delimiters without anything to decode: RFC 2342 section 6. */
const GROUP = '(NIL|\\((?: ?\\("[ !#-[\\]-~]{0,200}" (?:"[!#-[\\]-~]"|NIL)\\)){1,20}\\))';
const NAMESPACE = new RegExp(`^\\* NAMESPACE ${GROUP} ${GROUP} ${GROUP}$`, 'i');
const PREFIX = /\("([^"\\]*)" (?:"([^"\\])"|NIL)\)/gi;

/** A reply in its usual form. Undefined where the grammar has to be followed. */
export type PlainReply =
  | { tag: string; status: string; code: string | undefined; text: string }
  | { tag: string; name: string; attributes: ImapAttribute[] };

/**
 * Reads the kinds of line that nearly all of a session consists of. It gives what the parser of the grammar gives, in
 * a tenth of the time; of what EXAMINE tells of INBOX, no more than that it came.
 */
export function readPlain(line: string): PlainReply | undefined {
  const status = STATUS.exec(line);
  if (status !== null) {
    const [, tag = '', word = '', code, text = ''] = status;
    return { tag, status: word.toUpperCase(), code, text: text.trimEnd() };
  }
  const unread = UNREAD.exec(line);
  if (unread !== null) return { tag: '*', name: unread[1] ?? unread[2] ?? '', attributes: [] };
  return readSizeLine(line) ?? readFolderLine(line) ?? readStatusLine(line) ?? readNamespaceLine(line);
}

function atom(value: string): ImapAttribute {
  return { type: 'ATOM', value };
}

function readSizeLine(line: string): PlainReply | undefined {
  const [whole, number = '', fetch = '', item = '', size = ''] = SIZE.exec(line) ?? [];
  if (whole === undefined) return undefined;
  return { tag: '*', name: number, attributes: [atom(fetch), [atom(item), atom(size)]] };
}

function readStatusLine(line: string): PlainReply | undefined {
  const [whole, quoted, bare = '', items = ''] = FOLDER_STATUS.exec(line) ?? [];
  if (whole === undefined || /^NIL$/i.test(bare)) return undefined;
  const name = quoted === undefined ? atom(bare) : { type: 'STRING', value: quoted };
  return { tag: '*', name: 'STATUS', attributes: [name, items.split(' ').map(atom)] };
}

function readFolderLine(line: string): PlainReply | undefined {
  const [whole, flags = '', delimiter = '', quoted, bare = ''] = LIST.exec(line) ?? [];
  if (whole === undefined || /^NIL$/i.test(bare)) return undefined;
  const name = quoted === undefined ? atom(bare) : { type: 'STRING', value: quoted };
  const words = flags === '' ? [] : flags.split(' ').map(atom);
  const between = { type: 'STRING', value: delimiter === '\\\\' ? '\\' : delimiter };
  return { tag: '*', name: 'LIST', attributes: [words, between, name] };
}

function readNamespaceLine(line: string): PlainReply | undefined {
  const groups = NAMESPACE.exec(line)?.slice(1);
  if (groups === undefined) return undefined;
  const attributes = groups.map((group) =>
    /^NIL$/i.test(group)
      ? null
      : [...group.matchAll(PREFIX)].map(([, prefix = '', delimiter]) => [
          { type: 'STRING' as const, value: prefix },
          delimiter === undefined ? null : { type: 'STRING' as const, value: delimiter },
        ]),
  );
  return { tag: '*', name: 'NAMESPACE', attributes };
}

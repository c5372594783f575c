import { execFileSync } from 'node:child_process';
import { chmodSync, closeSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { requireProgram } from './available.js';
import { imapOctets, message } from './mail-message.js';
import { processDirectory } from './process.js';

/** Written at once. */
const PART = 20_000;
const MARK = '\x01\x02';

export interface CrowdedMailbox {
  /** Setting of a Dovecot whose users all have it. */
  location: string;
  /** What its file holds: messages, and their octets as IMAP counts them. */
  figures(): { messages: number; octets: number };
  remove(): void;
}

/**
 * A mailbox whose INBOX has very many messages of `octets` octets each. All are in one file of the format mdbox
 * (https://doc.dovecot.org/2.3/admin_manual/mailbox_formats/dbox/): 600,000 take four seconds, three of them for
 * Dovecot's index, and nothing to remove; as files of their own they take ten and seven. An mbox is written as fast,
 * and then Dovecot reads for half a minute.
 */
export function crowdedMailbox(messages: number, octets: number): CrowdedMailbox {
  const { path, remove } = processDirectory('crowd');
  try {
    const file = join(path, 'mail', 'storage', 'm.1');
    for (const directory of [path, join(path, 'mail'), join(path, 'mail', 'storage')]) {
      mkdirSync(directory, { recursive: true });
      // Mail belongs to another user than root where that is who runs this.
      chmodSync(directory, 0o777);
    }
    writeStorage(file, messages, octets);
    makeIndex(path);
    return { location: `mail_location = mdbox:${path}/mail`, figures: () => measure(file), remove };
  } catch (error) {
    remove();
    throw error;
  }
}

function writeStorage(file: string, messages: number, octets: number): void {
  const mail = message(octets).toString('latin1');
  const head = `${MARK}N          ${hex(mail.length, 16)}\n${mail}\n\x01\x03\nR69559400\nV${hex(octets)}\n`;
  const descriptor = openSync(file, 'w', 0o666);
  writeSync(descriptor, '2 M1e C69559400\n');
  for (let written = 0; written < messages; written += PART) {
    const part = Array.from({ length: Math.min(PART, messages - written) }, (_, index) => {
      return `${head}G${hex(written + index + 1, 32)}\nBINBOX\n\n`;
    });
    writeSync(descriptor, part.join(''), null, 'latin1');
  }
  closeSync(descriptor);
  chmodSync(file, 0o666);
}

function hex(number: number, digits = 0): string {
  return number.toString(16).padStart(digits, '0');
}

/** Dovecot does not look for messages that are in no index by itself, and puts them into a mailbox that is there. */
function makeIndex(path: string): void {
  const config = join(path, 'doveadm.conf');
  const owner = process.getuid?.() === 0 ? 'mail_uid = nobody\nmail_gid = nogroup\n' : '';
  writeFileSync(
    config,
    `${owner}base_dir = ${path}\nmail_location = mdbox:${path}/mail\nmail_fsync = never\nnamespace inbox {\n  inbox = yes\n}\n`,
  );
  for (const command of ['mailbox status messages', 'force-resync'])
    execFileSync(requireProgram('doveadm'), ['-c', config, ...command.split(' '), 'INBOX'], {
      env: { PATH: process.env.PATH, HOME: path, USER: 'crowd' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
}

function measure(file: string): { messages: number; octets: number } {
  const storage = readFileSync(file);
  const figures = { messages: 0, octets: 0 };
  for (let at = storage.indexOf(MARK); at !== -1; at = storage.indexOf(MARK, at)) {
    const body = storage.indexOf('\n', at) + 1;
    const length = Number.parseInt(storage.toString('latin1', at + MARK.length + 1, body - 1), 16);
    figures.messages += 1;
    figures.octets += imapOctets(storage.subarray(body, body + length));
    at = body + length;
  }
  return figures;
}

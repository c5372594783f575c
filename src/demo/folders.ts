/** A folder of a demo mailbox. Names are as on the wire, in modified UTF-7 (RFC 3501, section 5.1.3). */
export interface DemoFolder {
  name: string;
  /** Special use (RFC 6154) and `\Noselect`. */
  flags: string[];
  messages: number;
  /** Octets of all messages together. */
  size: number;
  /** Messages over 35 MB. */
  large: number;
}

const MAIL_SIZE = 75_000;

function folder(name: string, messages: number, ...flags: string[]): DemoFolder {
  return { name, flags, messages, size: messages * MAIL_SIZE, large: 0 };
}

export const ORDINARY: DemoFolder[] = [
  folder('INBOX', 1204),
  folder('Drafts', 3, '\\Drafts'),
  folder('Sent', 846, '\\Sent'),
  folder('Junk', 17, '\\Junk'),
  folder('Trash', 52, '\\Trash'),
];

export const WITH_ARCHIVE: DemoFolder[] = [
  ...ORDINARY,
  folder('Archive', 5120, '\\Archive'),
  folder('Archive/2024', 2210),
  folder('Archive/B&APw-ro', 88),
  { ...folder('Archive/Drawings', 40), size: 2_600_000_000, large: 12 },
];

/** The delimiter is a full stop, so a slash may stand in a name. */
export const SLASH_IN_NAME: DemoFolder[] = [
  ...ORDINARY,
  folder('Invoices 2025/26', 310),
  folder('Invoices 2025/26.Paid', 290),
  folder('Projects', 61),
];

export const WITH_PUBLIC_FOLDERS: DemoFolder[] = [
  ...ORDINARY,
  folder('Public Folders', 0, '\\Noselect'),
  folder('Public Folders/Company news', 410),
  folder('Public Folders/Meeting rooms', 96),
];

export const EXCHANGE: DemoFolder[] = [
  folder('INBOX', 733),
  folder('Calendar', 204),
  folder('Contacts', 91),
  folder('Deleted Items', 38),
  folder('Drafts', 5),
  folder('Notes', 12),
  folder('Sent Items', 512),
  folder('Tasks', 7),
];

export const GMAIL: DemoFolder[] = [
  folder('INBOX', 940),
  folder('Customers', 330),
  folder('[Gmail]', 0, '\\Noselect'),
  folder('[Gmail]/All Mail', 4210, '\\All'),
  folder('[Gmail]/Drafts', 2, '\\Drafts'),
  folder('[Gmail]/Important', 640, '\\Important'),
  folder('[Gmail]/Sent Mail', 1180, '\\Sent'),
  folder('[Gmail]/Spam', 23, '\\Junk'),
  folder('[Gmail]/Starred', 19, '\\Flagged'),
  folder('[Gmail]/Trash', 44, '\\Trash'),
];

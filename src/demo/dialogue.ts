import type { DemoFolder } from './folders.js';
import { examineLines, findFolder, listLines, namespaceLine, quotaLines, statusLine } from './listing.js';
import { DEMO_MAILBOXES, type DemoMailbox } from './mailboxes.js';
import { type Command, octets, parsePlain, SyntaxFault } from './syntax.js';

const CAPABILITIES =
  'IMAP4rev1 ID LIST-EXTENDED LIST-STATUS LITERAL+ NAMESPACE QUOTA SASL-IR SPECIAL-USE STATUS=SIZE AUTH=PLAIN';
const ON_MAILBOX = new Set(['LIST', 'EXAMINE', 'GETQUOTAROOT', 'STATUS', 'SEARCH', 'UID SEARCH']);

/** How often each user name was seen with the right password, kept for the life of the server. */
export type SignIns = Map<string, number>;

/**
 * What is said on one connection: commands in, lines without their line ends out. Faults of syntax are thrown.
 * `expectsLine` while an AUTHENTICATE waits for its response, `over` after LOGOUT.
 */
export class Dialogue {
  over = false;
  readonly #signIns: SignIns;
  #mailbox: DemoMailbox | undefined;
  #folder: DemoFolder | undefined;
  #authenticating: string | undefined;

  constructor(signIns: SignIns) {
    this.#signIns = signIns;
  }

  get expectsLine(): boolean {
    return this.#authenticating !== undefined;
  }

  greeting(): string[] {
    return [`* OK [CAPABILITY ${CAPABILITIES}] imap-preflight demo server ready.`];
  }

  answer(command: Command): string[] {
    const { tag, name } = command;
    switch (name) {
      case 'CAPABILITY':
        return [`* CAPABILITY ${CAPABILITIES}`, `${tag} OK CAPABILITY completed.`];
      case 'ID':
        return ['* ID ("name" "imap-preflight demo")', `${tag} OK ID completed.`];
      case 'NOOP':
        return [`${tag} OK NOOP completed.`];
      case 'LOGOUT':
        this.over = true;
        return ['* BYE Signing off.', `${tag} OK LOGOUT completed.`];
      case 'LOGIN':
        return this.#login(command);
      case 'AUTHENTICATE':
        return this.#authenticate(command);
      default:
        return this.#mailbox === undefined
          ? [`${tag} NO Sign in first.`]
          : this.#onMailbox(command, this.#mailbox);
    }
  }

  /** Takes the response that an AUTHENTICATE waits for. */
  respond(response: string): string[] {
    const tag = this.#authenticating ?? '*';
    this.#authenticating = undefined;
    if (response === '*') throw new SyntaxFault('AUTHENTICATE cancelled.', tag);
    const plain = parsePlain(response);
    if (plain === undefined) throw new SyntaxFault('Invalid response.', tag);
    if (plain.authorize !== '' && plain.authorize !== plain.user)
      return [`${tag} NO [AUTHORIZATIONFAILED] Authorization failed.`];
    return this.#signIn(tag, plain.user, plain.password);
  }

  #authenticate({ tag, args }: Command): string[] {
    const [mechanism, response] = args;
    if (typeof mechanism !== 'string' || mechanism.toUpperCase() !== 'PLAIN')
      return [`${tag} NO Unsupported authentication mechanism.`];
    this.#authenticating = tag;
    return typeof response === 'string' ? this.respond(response) : ['+ '];
  }

  #login({ tag, args }: Command): string[] {
    const [user, password] = args;
    if (typeof user !== 'string' || typeof password !== 'string' || args.length !== 2)
      throw new SyntaxFault('LOGIN takes a user name and a password.', tag);
    return this.#signIn(tag, user, password);
  }

  #signIn(tag: string, user: string, password: string): string[] {
    if (this.#mailbox !== undefined) throw new SyntaxFault('Already signed in.', tag);
    const mailbox = DEMO_MAILBOXES.find(({ userName }) => octets(userName) === user);
    if (mailbox === undefined || octets(mailbox.truePassword ?? mailbox.password) !== password)
      return [`${tag} NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)`];
    const earlier = this.#signIns.get(user) ?? 0;
    this.#signIns.set(user, earlier + 1);
    const refusal = mailbox.refusal ?? (earlier === 0 ? mailbox.firstRefusal : undefined);
    if (refusal !== undefined) return [`${tag} NO ${refusal}`];
    this.#mailbox = mailbox;
    return [`${tag} OK [CAPABILITY ${CAPABILITIES}] Signed in.`];
  }

  #onMailbox(command: Command, mailbox: DemoMailbox): string[] {
    const { tag, name } = command;
    if (mailbox.disconnected !== undefined && ON_MAILBOX.has(name))
      return [`${tag} BAD ${mailbox.disconnected}`];
    switch (name) {
      case 'NAMESPACE':
        return [namespaceLine(mailbox), `${tag} OK NAMESPACE completed.`];
      case 'LIST':
        return list(command, mailbox);
      case 'EXAMINE':
        return this.#examine(command, mailbox);
      case 'GETQUOTAROOT':
        return [...quotaLines(mailbox), `${tag} OK GETQUOTAROOT completed.`];
      case 'STATUS':
        return status(command, mailbox);
      case 'SEARCH':
      case 'UID SEARCH':
        return this.#search(command);
      default:
        throw new SyntaxFault('Unknown command.', tag);
    }
  }

  #examine({ tag, args }: Command, mailbox: DemoMailbox): string[] {
    this.#folder = findFolder(mailbox, args[0]);
    if (this.#folder === undefined) return [`${tag} NO [NONEXISTENT] Unknown folder.`];
    return [...examineLines(this.#folder), `${tag} OK [READ-ONLY] EXAMINE completed.`];
  }

  /** Knows one criterion, that of messages too large to migrate. */
  #search({ tag, name, args }: Command): string[] {
    if (this.#folder === undefined) throw new SyntaxFault('No folder is open.', tag);
    if (args.length !== 2 || String(args[0]).toUpperCase() !== 'LARGER' || !/^\d+$/.test(String(args[1])))
      throw new SyntaxFault('Unknown search.', tag);
    const found = Array.from({ length: this.#folder.large }, (_, index) => ` ${index + 1}`);
    return [`* SEARCH${found.join('')}`, `${tag} OK ${name} completed.`];
  }
}

function list({ tag, args }: Command, mailbox: DemoMailbox): string[] {
  const [reference, pattern, word, wishes] = args;
  if (typeof reference !== 'string' || typeof pattern !== 'string')
    throw new SyntaxFault('LIST takes a reference and a pattern.', tag);
  const lines = listLines(mailbox, reference, pattern);
  if (word === undefined) return [...lines, `${tag} OK LIST completed.`];
  if (
    typeof word !== 'string' ||
    word.toUpperCase() !== 'RETURN' ||
    !Array.isArray(wishes) ||
    args.length > 4
  )
    throw new SyntaxFault('Unknown LIST option.', tag);
  const at = wishes.findIndex((wish) => typeof wish === 'string' && wish.toUpperCase() === 'STATUS');
  const items = at === -1 ? [] : [wishes[at + 1] ?? []].flat().filter((item) => typeof item === 'string');
  const counted = mailbox.folders.flatMap((folder) => statusLine(folder, items) ?? []);
  return [...lines, ...(at === -1 ? [] : counted), `${tag} OK LIST completed.`];
}

function status({ tag, args }: Command, mailbox: DemoMailbox): string[] {
  const folder = findFolder(mailbox, args[0]);
  if (folder === undefined) return [`${tag} NO [NONEXISTENT] Unknown folder.`];
  const items = [args[1] ?? []].flat().filter((item) => typeof item === 'string');
  const line = statusLine(folder, items);
  if (line === undefined) throw new SyntaxFault('Unknown STATUS item.', tag);
  return [line, `${tag} OK STATUS completed.`];
}

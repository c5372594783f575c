import { recipientClass } from '../knowledge/recipient-types.js';
import { type Finding, finding, type Rating } from '../model/finding.js';
import type { Recipient, RecipientMatch, Unsuitable } from '../model/recipient.js';
import type { At } from './target-row.js';

/** What is known of an address besides who has it. */
export interface RecipientContext {
  /** An address that exists and differs by one letter. */
  nearest?: string;
  /** Only primary addresses could be compared. */
  primaryOnly: boolean;
}

/** What is said of a row's address, once the exports have been read. `match` is absent where nobody has it. */
export function checkRecipient(
  emailAddress: string,
  match: RecipientMatch | undefined,
  { nearest, primaryOnly }: RecipientContext,
  at: At,
): Finding[] {
  if (match === undefined) {
    const args = {
      emailAddress,
      ...(nearest === undefined ? {} : { nearest }),
      ...(primaryOnly ? { primaryOnly } : {}),
    } as const;
    // What an export has lost may be the very address.
    return [finding('target/recipient-not-found', args, { ...at, ...(primaryOnly ? WARNING : {}) })];
  }
  const unsuitable = whyUnsuitable(match);
  if (unsuitable === undefined) return [];
  const { kind = 'other' } = unsuitable;
  const rest = CERTAIN.has(kind) ? at : { ...at, ...WARNING };
  return [finding('target/recipient-not-a-mailbox', { emailAddress, ...unsuitable }, rest)];
}

const WARNING: { rating: Rating } = { rating: 'warning' };

/** Kinds that Microsoft's articles name, or that are no existing mailbox: the row fails. */
const CERTAIN: ReadonlySet<string> = new Set(['other', 'deleted']);

/** How much of a mailbox a recipient is: where exports overlap, the one that is most counts. */
export function mailboxRank({ type, unlicensed }: Recipient): number {
  if (type === undefined) return unlicensed ? 1 : 2;
  return RANKS[recipientClass(type)];
}

const RANKS = { mailbox: 7, resource: 6, special: 5, other: 4, unknown: 3 } as const;

function whyUnsuitable({ live, deleted }: RecipientMatch): Unsuitable | undefined {
  if (live === undefined) return { type: deleted?.type ?? 'deleted mailbox', kind: 'deleted' };
  const { type, unlicensed } = live;
  const kind = type === undefined ? 'mailbox' : recipientClass(type);
  if (type !== undefined && kind !== 'mailbox') return kind === 'other' ? { type } : { type, kind };
  if (deleted !== undefined) {
    const named = deleted.name === undefined ? {} : { name: deleted.name };
    return { type: type ?? 'mailbox', kind: 'deleted-too', ...named };
  }
  return unlicensed && type === undefined
    ? { type: 'user without a license', kind: 'unlicensed' }
    : undefined;
}

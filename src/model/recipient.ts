/**
 * What makes a recipient none that mail is known to be migrated to. `other`: a group, a contact or another object
 * without a mailbox. `resource`: a room or equipment. `special`: a mailbox that the system keeps for itself.
 * `unknown`: a type that is not known here. `unlicensed`: a user without a license. `deleted`: a deleted or inactive
 * mailbox alone. `deleted-too`: a mailbox, and a deleted one beside it.
 */
export type UnsuitableKind =
  | 'other'
  | 'resource'
  | 'special'
  | 'unknown'
  | 'unlicensed'
  | 'deleted'
  | 'deleted-too';

export interface Unsuitable {
  /** RecipientTypeDetails as the export has it. */
  type: string;
  /** Absent: `other`. */
  kind?: UnsuitableKind;
  /** Display name of the deleted mailbox. */
  name?: string;
}

/** A recipient that has an address, as an export of the tenant shows it. */
export interface Recipient {
  /** RecipientTypeDetails as written; absent where the export does not tell. */
  type?: string;
  /** Octets that the mailbox holds; infinite where it has no limit. */
  quota?: number;
  /** It has no license by an export that tells of licenses. */
  unlicensed?: true;
  /** Deleted and not yet purged, or inactive. */
  deleted?: true;
  /** Display name, kept of deleted ones alone. */
  name?: string;
}

/** All that the exports know of one address. */
export interface RecipientMatch {
  /** Of several, the one that is most of a mailbox. */
  live?: Recipient;
  deleted?: Recipient;
}

/** A user of a migration batch. */
export interface Membership {
  batch: string;
  status?: string;
}

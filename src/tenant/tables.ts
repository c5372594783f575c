import { BATCHES_COMMAND, RECIPIENTS_COMMAND, USERS_COMMAND } from '../knowledge/export-commands.js';
import type { FieldTable } from './fields.js';

export type RecipientField =
  | 'primary'
  | 'signIn'
  | 'addresses'
  | 'type'
  | 'quota'
  | 'licenses'
  | 'deletedFlag'
  | 'disabledFlag'
  | 'inactiveFlag'
  | 'deletedAt'
  | 'name';

/**
 * Get-Recipient, Get-Mailbox, Get-EXOMailbox, and the exports of the Microsoft 365 and Exchange admin centers.
 * `signIn`: the user ID of the mailbox, which Microsoft asks for in EmailAddress
 * (learn.microsoft.com: CSV files for IMAP migration batches).
 */
export const RECIPIENTS: FieldTable<RecipientField> = {
  kind: 'recipients',
  names: {
    primary: ['primarysmtpaddress', 'windowsemailaddress', 'emailaddress', 'primaryemailaddress', 'mail'],
    signIn: ['userprincipalname', 'microsoftonlineservicesid', 'windowsliveid'],
    addresses: ['emailaddresses', 'proxyaddresses'],
    type: ['recipienttypedetails', 'recipienttype'],
    quota: ['prohibitsendreceivequota'],
    licenses: ['licenses', 'islicensed'],
    deletedFlag: ['issoftdeletedbyremove'],
    disabledFlag: ['issoftdeletedbydisable'],
    inactiveFlag: ['isinactivemailbox'],
    deletedAt: ['whensoftdeleted', 'softdeletiontimestamp', 'softdeletiontimestamputc'],
    name: ['displayname', 'name'],
  },
  needed: ['primary', 'signIn', 'addresses'],
  neededNames: 'EmailAddresses, PrimarySmtpAddress or UserPrincipalName',
  command: `In Exchange Online PowerShell: ${RECIPIENTS_COMMAND}`,
};

export type BatchField = 'identity' | 'batch' | 'status' | 'mailbox' | 'emailAddress';

/** Get-MigrationBatch, and Get-MigrationUser, which has the column BatchId. */
export const BATCHES: FieldTable<BatchField> = {
  kind: 'migration batches or their users',
  names: {
    identity: ['identity', 'name', 'batchname'],
    batch: ['batchid'],
    status: ['status', 'statussummary', 'state'],
    mailbox: ['mailboxemailaddress', 'mailboxidentifier'],
    emailAddress: ['emailaddress'],
  },
  needed: ['identity', 'batch'],
  neededNames: 'Identity or BatchId',
  command: `In Exchange Online PowerShell: ${BATCHES_COMMAND} or ${USERS_COMMAND}`,
};

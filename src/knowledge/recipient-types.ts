/**
 * What Exchange Online calls its recipients. Microsoft says of IMAP migration that groups, distribution lists and
 * other objects without a mailbox fail; of resource and system mailboxes it says nothing.
 * As of 2026-08-01: https://learn.microsoft.com/powershell/module/exchange/get-recipient (RecipientTypeDetails) and
 * https://learn.microsoft.com/exchange/troubleshoot/move-or-migrate-mailboxes/troubleshoot-issues-with-imap-mailbox-migration
 */

/** `mailbox`: mail can be migrated to it. */
export type RecipientClass = 'mailbox' | 'resource' | 'special' | 'other' | 'unknown';

/** Without case and spaces. `shared` and the like: as the admin centers write them. */
const CLASSES: Record<Exclude<RecipientClass, 'unknown'>, readonly string[]> = {
  mailbox: [
    ...['usermailbox', 'sharedmailbox', 'linkedmailbox', 'legacymailbox', 'teammailbox'],
    ...['remoteusermailbox', 'remotesharedmailbox', 'remoteteammailbox'],
    ...['shared', 'user(mailbox)', 'mailbox'],
  ],
  resource: [
    ...['roommailbox', 'equipmentmailbox', 'linkedroommailbox', 'schedulingmailbox'],
    ...['remoteroommailbox', 'remoteequipmentmailbox', 'room', 'equipment', 'workspace', 'workspacemailbox'],
  ],
  special: [
    ...['discoverymailbox', 'arbitrationmailbox', 'systemmailbox', 'systemattendantmailbox'],
    ...['auditlogmailbox', 'auxauditlogmailbox', 'monitoringmailbox', 'publicfoldermailbox'],
    ...['supervisoryreviewpolicymailbox'],
  ],
  other: [
    ...['mailuser', 'guestmailuser', 'mailcontact', 'mailforestcontact', 'contact', 'publicfolder'],
    ...['mailuniversaldistributiongroup', 'mailuniversalsecuritygroup', 'mailnonuniversalgroup'],
    ...['dynamicdistributiongroup', 'groupmailbox', 'remotegroupmailbox', 'roomlist', 'group'],
    ...['distributiongroup', 'distributionlist', 'securitygroup', 'microsoft365', 'office365group'],
    ...['microsoft365group', 'universaldistributiongroup', 'universalsecuritygroup', 'nonuniversalgroup'],
    ...['disableduser', 'linkeduser', 'guest', 'microsoftexchange', 'sharedwithmailuser'],
  ],
};

const CLASS_OF = new Map(
  Object.entries(CLASSES).flatMap(([kind, types]) =>
    types.map((type) => [type, kind as RecipientClass] as const),
  ),
);

/** What a type, as an export writes it, stands for. */
export function recipientClass(type: string): RecipientClass {
  const plain = type.replace(/[\s_-]/g, '').toLowerCase();
  const known = CLASS_OF.get(plain);
  if (known !== undefined) return known;
  // ConvertTo-Json may write the number of a type; it says nothing that could be held against the row.
  return /mailbox$/.test(plain) || /^\d+$/.test(plain) ? 'mailbox' : 'unknown';
}

import type { Code } from '../../src/model/code.js';

/** What the two articles advise, and the code under which it must stand. */
export const REMEDIES: [Code, RegExp][] = [
  // A recipient wasn't found
  ['target/recipient-not-found', /Create a mailbox .*proxy address/],
  ['target/recipient-not-found', /create-user-mailboxes/],
  ['target/recipient-not-found', /Create or start the batch again/],
  ['target/recipient-not-found', /Check EmailAddress in the CSV file.*one of the proxy addresses/],
  ['target/recipient-not-found', /distribution list, group/],
  ['target/recipient-not-found', /support request/],
  ['target/recipient-not-a-mailbox', /Delete the row .*distribution list, group/],
  ['target/recipient-not-a-mailbox', /Check EmailAddress/],
  ['target/foreign-domain', /one of the proxy addresses/],

  // We had trouble signing in to this account
  ['login/rejected', /Check UserName and Password .*CSV file/],
  ['login/rejected', /`contoso\/usera` with the user's own password/],
  ['login/rejected', /`contoso\/mailadmin\/usera` with the administrator's/],
  ['login/rejected', /Other servers have their own forms/],
  ['login/rejected', /csv-files-for-imap-migrations/],
  ['login/rejected', /Some hosts take no administrator/],
  ['login/rejected', /mailbox exists on the source/],
  [
    'login/rejected',
    /Exchange 2003: System Manager > Administrative Groups > First Administrative Group > Servers/,
  ],
  [
    'login/rejected',
    /Exchange 2007: Exchange Management Console > Microsoft Exchange > Recipient Configuration > Mailbox/,
  ],
  [
    'login/rejected',
    /Exchange 2010: Exchange Management Console > Microsoft Exchange > Microsoft Exchange On-Premises/,
  ],
  ['login/rejected', /Exchange 2013: Exchange admin center > Recipients > Mailboxes/],
  ['login/rejected', /Gmail or Lotus Notes, see their documentation/],
  ['login/rejected', /IMAP is on, both for the organization and for this user/],
  ['login/rejected', /Google Apps.*answer\/105694.*each user/],
  ['login/rejected', /personal Gmail.*answer\/7126229/],
  [
    'login/rejected',
    /Full Access on each mailbox, Receive As on the mailbox database, or membership in Domain Admins/,
  ],
  ['login/rejected', /new super-user account/],
  ['login/rejected', /support request/],
  ['login/imap-disabled', /Google Admin console .*answer\/105694/],
  ['login/imap-disabled', /each user's own Gmail settings .*answer\/7126229/],
  ['login/imap-disabled', /On other systems, see their documentation/],
  ['login/not-authorized', /Full Access .*Receive As .*Domain Admins/],
  ['login/not-authorized', /new super-user account/],
  ['csv/super-user', /Full Access .*Receive As .*Domain Admins/],

  // I'm seeing duplicate emails; This mailbox is full
  ['mailbox/gmail-folders', /-ExcludeFolders "\[Gmail\]"/],
  ['mailbox/gmail-folders', /under Exclude Folder/],
  [
    'mailbox/gmail-folders',
    /Remove the labels .*select them all, select the Labels icon, clear the box .*select Apply/,
  ],
  ['mailbox/gmail-folders', /stop it, wait until its status is Stopped, then select Delete/],
  ['mailbox/gmail-folders', /delete the duplicate messages and the `\[Gmail\]` folder.*Deleted Items/],
  ['mailbox/gmail-folders', /Create the batch again/],
  ['mailbox/over-target-quota', /-ExcludeFolders "\[Gmail\]"/],
  ['mailbox/over-target-quota', /Remove the labels in every Gmail mailbox/],
  ['mailbox/over-target-quota', /stop it, wait until its status is Stopped, then select Delete/],
  ['mailbox/over-target-quota', /make room in the Microsoft 365 mailbox.*Deleted Items/],
  ['mailbox/over-target-quota', /Create the batch again/],
  ['mailbox/over-target-quota', /support request/],

  // My problem is none of the above
  ['target/batch-exists', /migrating-imap-mailboxes/],
  ['mailbox/list-failed', /Full Access .*Receive As .*Domain Admins/],
  ['mailbox/list-failed', /new super-user account/],
  ['mailbox/non-mail-folders', /contacts, calendars, tasks/],
  ['mailbox/too-many-items', /clean up/],
  ['mailbox/message-too-large', /attachments/],
  ['imap/not-imap', /remove and recreate it/],
  ['target/batch-exists', /Permissions > Admin Roles .*Organization Management or Recipient Management/],

  // The connection to the server timed out
  ['tcp/timeout', /Open port 993 or 143 .*datacenter address ranges .*urls-and-ip-address-ranges/],
  ['tcp/timeout', /or ask the provider/],
  ['tcp/timeout', /install that Windows feature/],
  ['tcp/timeout', /`telnet imap\.contoso\.com 993`/],
  ['tcp/timeout', /Could not open connection to the host, on port 993: Connect failed/],
  ['tcp/timeout', /Start the IMAP service .*`services\.msc` .*Microsoft Exchange IMAP4/],
  ['tcp/timeout', /remove and recreate it: .*Recipients > Migration > More\.\.\. > Migration endpoints/],
  ['tcp/timeout', /20 concurrent migrations and 10 incremental syncs/],
  ['tcp/timeout', /support request/],
  ['tcp/refused', /Start the IMAP service .*`services\.msc` .*Microsoft Exchange IMAP4/],
  ['tcp/refused', /993 or 143|port 993/],

  // The connection to the server could not be completed
  ['dns/not-resolvable', /Check the spelling of imap\.contoso\.com.*public name \(FQDN\)/],
  ['dns/not-resolvable', /Migrate to Exchange Online > IMAP migration/],
  ['dns/not-resolvable', /create an endpoint of its own/],
  ['dns/not-resolvable', /look up its FQDN .*remove the endpoint and recreate it/],
  ['dns/not-resolvable', /host \(A\) record .*public IP address/],
  ['dns/not-resolvable', /support request/],
  ['dns/not-public', /public name \(FQDN\)/],
  ['dns/not-public', /look up its FQDN .*remove the endpoint and recreate it/],
  ['dns/not-public', /host \(A\) record .*public IP address/],

  // CSV errors
  ['csv/empty-file', /Fill in the file.*submit it again/],
  ['csv/empty-file', /csv-files-for-imap-migrations/],
  ['csv/too-many-rows', /Divide the rows among several smaller files/],
  ['csv/too-many-rows', /each file as a batch of its own.*four batches of 2,500/],
  ['csv/too-many-rows', /alphabetically, by type of user, by class/],
  ['csv/too-many-rows', /mailboxes created together are migrated together/],
  ['csv/large-batch', /several smaller files/],
  ['csv/missing-column', /first line of the file.*`EmailAddress,UserName,Password`/],
  ['csv/missing-column', /submit it again/],
  ['csv/missing-column', /csv-files-for-imap-migrations/],
  ['csv/wrong-column-count', /a value for each of the 3 columns/],
  ['csv/wrong-column-count', /submit it again/],
  ['csv/wrong-column-count', /csv-files-for-imap-migrations/],

  // CSV errors: what this program can do about them
  [
    'csv/too-many-rows',
    /`imap-preflight split users\.csv` .*`--max-rows 2500`.*`--batches 4`.*`--by domain`/,
  ],
  ['csv/too-large', /`imap-preflight split users\.csv`/],
  ['csv/large-batch', /`imap-preflight split users\.csv`/],
  ['csv/missing-column', /`imap-preflight fix users\.csv`/],
  ['csv/column-case', /`imap-preflight fix users\.csv`/],
  ['csv/unknown-column', /`imap-preflight fix users\.csv`/],
  ['csv/wrong-delimiter', /`imap-preflight fix users\.csv`/],
  ['csv/not-unicode', /`imap-preflight fix --encoding windows-1252 users\.csv`/],
  ['csv/utf-16', /`imap-preflight fix users\.csv`/],
  ['csv/blank-line', /`imap-preflight fix users\.csv`/],
  ['csv/surrounding-spaces', /`imap-preflight fix users\.csv`/],
  ['csv/control-character', /`imap-preflight fix users\.csv`/],

  // The migration batch already exists
  ['target/batch-exists', /Recipients > Migration, select it, stop it .*then select Delete/],
  ['target/batch-exists', /Wait a few minutes/],
  ['target/batch-exists', /another name/],

  // My migration is slow
  ['imap/connection-limit', /Maximum concurrent migrations.*default is 20/],
  ['imap/connection-limit', /100 is the most/],
  ['imap/connection-limit', /Stop a running batch before the change and start it again/],
  ['imap/connection-limit', /connections in total, connections of one user .*from one IP address/],
  ['imap/connection-limit', /Exchange 2007 and 2010 .*low.*Exchange 2003 sets no limit/],
  [
    'imap/connection-limit',
    /Intrusion Prevention System > Behavioral Intrusion Detection > Configure Flood Mitigation Settings/,
  ],
  ['imap/connection-limit', /IP Exceptions.*Maximum TCP Requests per minute per IP address.*6000/],
  ['mailbox/public-folders', /-ExcludeFolders "Public Folders"/],
  ['mailbox/public-folders', /under Exclude Folder/],
  ['mailbox/too-many-items', /Ask the users to clean up their mailboxes/],
  ['mailbox/too-many-items', /#DeletedItems#/],
  ['login/timeout', /nights and weekends/],
  ['login/timeout', /about 8 hours/],
  ['login/timeout', /Per-User Status Report.*Syncing.*Items Synced/],
  ['login/timeout', /Network Analysis Tool/],
  ['login/timeout', /office-365-migration-best-practices/],
  ['login/throttled', /answer\/1071518.*answer\/2751577/],
  ['login/throttled', /connections in total/],
  ['login/too-many-connections', /connections of one user/],

  // Exchange Server 2010
  [
    'tls/legacy-only',
    /cutover migration over RPC over HTTP \(Outlook Anywhere\).*cutover-migration-to-office-365/,
  ],
  [
    'tls/legacy-only',
    /hybrid migration with the Mailbox Replication Service \(MRS\): full, Minimal, or Express.*mail-migration-jump/,
  ],
  ['tls/legacy-only', /PST files .*network upload/],
  ['tls/legacy-only', /PST files by drive shipping/],
  ['tls/legacy-only', /turn on TLS 1\.2/],
  ['tls/legacy-only', /SSL Server Test .*testconnectivity\.microsoft\.com/],
];

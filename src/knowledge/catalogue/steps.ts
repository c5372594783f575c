/** Steps that stand under more than one code. */

const LEARN = 'https://learn.microsoft.com';

export const CSV_PAGE = `${LEARN}/exchange/mailbox-migration/migrating-imap-mailboxes/csv-files-for-imap-migrations`;
export const CREATE_BATCH_PAGE = `${LEARN}/exchange/mailbox-migration/migrating-imap-mailboxes/migrating-imap-mailboxes`;
export const PERFORMANCE_PAGE = `${LEARN}/exchange/mailbox-migration/office-365-migration-best-practices`;
export const ADDRESS_RANGES_PAGE = `${LEARN}/microsoft-365/enterprise/urls-and-ip-address-ranges`;
export const ENCRYPTION_PAGE = `${LEARN}/purview/technical-reference-details-about-encryption`;
const SSL_SERVER_TEST = 'https://testconnectivity.microsoft.com/tests/SslServer/input';

// CSV file

export const SEE_CSV_PAGE = `Compare the file with Microsoft's description of it (${CSV_PAGE}).`;
export const EXACT_HEADER =
  'Put the required columns on the first line of the file, spelled exactly like this: `EmailAddress,UserName,Password`.';
export const SUBMIT_AGAIN = 'Save the file and submit it again.';
export const DIVIDE_FILE =
  'Divide the rows among several smaller files, each with the same header line, and submit them one after the other.';
export const SPLIT_FILE =
  'Or let `imap-preflight split users.csv` write the smaller files: with so many rows each (`--max-rows 2500`), so many of them (`--batches 4`), or one for each domain (`--by domain`).';
export const FIX_FILE = 'Or let `imap-preflight fix users.csv` write a corrected copy.';
export const FIX_ENCODING =
  'Or let `imap-preflight fix --encoding windows-1252 users.csv` write a corrected copy; name the encoding that the file really has.';
export const GROUPING =
  'Group the users in a way that suits you: alphabetically, by type of user, by class or department, or so that mailboxes created together are migrated together.';

// Endpoint

export const ENTER_FQDN_IN_BATCH =
  'If there is no endpoint yet, enter that public name while you create the batch: in the Exchange admin center (EAC) open Recipients > Migration, select + > Migrate to Exchange Online > IMAP migration, and choose the CSV file first.';
export const ENTER_FQDN_IN_ENDPOINT =
  'If you create an endpoint of its own, enter the name there: Recipients > Migration > More... > Migration endpoints, then + and IMAP.';
export const RECREATE_ENDPOINT =
  'If you use an existing endpoint, remove and recreate it: in the Exchange admin center (EAC) open Recipients > Migration > More... > Migration endpoints, delete the IMAP endpoint, select New (+) and IMAP, and enter the current FQDN and settings. The default values are 20 concurrent migrations and 10 incremental syncs.';
export const ALLOW_MICROSOFT_ADDRESSES = `Allow connections from Microsoft's datacenter address ranges in every firewall and filter in front of the server (${ADDRESS_RANGES_PAGE}).`;
export const START_IMAP_SERVICE =
  'Start the IMAP service on the source server. On Exchange, run `services.msc` and start Microsoft Exchange IMAP4; from Exchange 2013 on, start Microsoft Exchange IMAP4 Backend too.';

/** Microsoft's own test of an endpoint; it takes no user's credentials. */
export function testAvailability(server: string, port = 993): string {
  const security = port === 143 ? 'Tls' : 'Ssl';
  return `Test it again in Exchange Online PowerShell: \`Test-MigrationServerAvailability -IMAP -RemoteServer ${server} -Port ${port} -Security ${security}\`.`;
}

export const SSL_TEST = `Run Microsoft's SSL Server Test against the server and its port (${SSL_SERVER_TEST}).`;

// Batch

export const REMOVE_BATCH =
  'For users who are already in a batch, remove that batch: in the Exchange admin center (EAC) open Recipients > Migration, select the batch, stop it, wait until its status is Stopped, then select Delete.';
export const EXCLUDE_IN_WIZARD =
  'In the wizard that creates the batch, type each folder under Exclude Folder and select + to add it.';
export const CLEAN_UP_SOURCE =
  'Ask the users to clean up their mailboxes before the migration: delete old and large mail and empty the trash.';
export const EXCLUDE_DELETED_ITEMS =
  'Leave out folders that nobody needs, for example `New-MigrationBatch -ExcludeFolders "#DeletedItems#"`.';
export const OFF_PEAK = 'Migrate at quiet hours, such as nights and weekends.';
export const WAIT_BEFORE_TROUBLESHOOTING =
  'Once the batch runs, wait about 8 hours without progress before you troubleshoot. In the E-mail Migration Per-User Status Report (Recipients > Migration > View details), the status should be Syncing and Items Synced should grow within a few hours.';

// Gmail

export const REMOVE_LABELS =
  'Remove the labels in every Gmail mailbox: find the messages that have labels, select them all, select the Labels icon, clear the box of each label and select Apply.';
export const CLEAN_UP_TARGET =
  'Then make room in the Microsoft 365 mailbox: delete the duplicate messages and the `[Gmail]` folder, and clear them from Deleted Items as well.';
export const GOOGLE_LIMITS =
  "Check Google's limits for bandwidth (https://support.google.com/a/answer/1071518) and sync (https://support.google.com/a/answer/2751577).";

// Limits

export const THREE_LIMITS =
  'Check all three kinds of limit on the server and the firewall: connections in total, connections of one user (a super-user account makes them all), and connections from one IP address.';
/** Of a provider, whose settings its customers cannot change. */
export function sameForEveryCustomer(name: string): string {
  return `Do not expect ${name} to raise its limit: it is the same for every customer.`;
}
export const EXCHANGE_LIMITS =
  'On Exchange 2007 and 2010 the default connection limits are low: raise them with `Set-ImapSettings` (MaxConnections, MaxConnectionFromSingleIP, MaxConnectionsPerUser) and restart the IMAP service. Exchange 2003 sets no limit by default.';
export const INTRUSION_DETECTION = `Keep intrusion detection from treating the migration as an attack: exempt Microsoft's address ranges (${ADDRESS_RANGES_PAGE}). In Forefront TMG open Intrusion Prevention System > Behavioral Intrusion Detection > Configure Flood Mitigation Settings, add the ranges under IP Exceptions, and under Flood Mitigation raise the custom limit of Maximum TCP Requests per minute per IP address, which is 6000 by default.`;

export const SUPPORT =
  'If none of this helps, ask in the Microsoft 365 community (https://answers.microsoft.com) or open a support request with Microsoft.';

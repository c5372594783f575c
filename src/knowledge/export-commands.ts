/**
 * PowerShell that exports what Exchange Online has, in a form that is read here. Collections are joined first:
 * Export-Csv writes the name of their type in place of what is in them.
 * As of 2026-08-01: https://learn.microsoft.com/powershell/module/exchange/get-recipient and
 * https://learn.microsoft.com/powershell/module/microsoft.powershell.utility/export-csv
 */

/** In place of a property that is a collection. */
const JOINED_ADDRESSES = "@{n='EmailAddresses';e={$_.EmailAddresses -join ';'}}";

const TO_CSV = (file: string) => `Export-Csv ${file} -NoTypeInformation -Encoding UTF8`;

export const RECIPIENTS_COMMAND = `Get-Recipient -ResultSize Unlimited | Select-Object DisplayName,PrimarySmtpAddress,RecipientTypeDetails,${JOINED_ADDRESSES} | ${TO_CSV('recipients.csv')}`;

export const BATCHES_COMMAND = `Get-MigrationBatch | Select-Object Identity,Status | ${TO_CSV('batches.csv')}`;

export const USERS_COMMAND = `Get-MigrationUser -ResultSize Unlimited | Select-Object Identity,BatchId,Status | ${TO_CSV('users-in-batches.csv')}`;

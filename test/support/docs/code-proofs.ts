import type { Code } from '../../../src/model/code.js';
import { stageOf } from '../../../src/model/finding.js';
import type { StageId } from '../../../src/model/stage.js';

const SERVER = '--server imap.contoso.com';

/** What of `check` looks at a stage; the row is the one of the example. */
const BY_STAGE: Record<StageId, string> = {
  csv: 'users.csv --only csv',
  dns: `${SERVER} --only dns`,
  tcp: `${SERVER} --only dns,tcp`,
  tls: `${SERVER} --only dns,tcp,tls`,
  imap: `${SERVER} --only dns,tcp,tls,imap`,
  login: `users.csv ${SERVER} --rows 3-3`,
  mailbox: `users.csv ${SERVER} --rows 3-3`,
  target: 'users.csv --recipients recipients.csv',
};

/** Codes that need an option of their own. */
const BY_CODE: { [C in Code]?: string } = {
  'csv/app-password-format': 'users.csv --server imap.gmail.com --only csv',
  'tls/starttls-missing': `${SERVER} --port 143 --security tls --only dns,tcp,tls`,
  'imap/plaintext': `${SERVER} --port 143 --security none --only dns,tcp,tls,imap`,
  'imap/connection-limit': `users.csv ${SERVER} --probe-connections 20`,
  'login/stopped': `users.csv ${SERVER} --max-rejected 5`,
  'mailbox/too-many-items': `users.csv ${SERVER} --rows 3-3 --audit`,
  'mailbox/folder-too-many-items': `users.csv ${SERVER} --rows 3-3 --audit`,
  'mailbox/message-too-large': `users.csv ${SERVER} --rows 3-3 --audit`,
  'mailbox/over-target-quota': `users.csv ${SERVER} --rows 3-3 --audit --target-quota 50GB`,
  'target/foreign-domain': 'users.csv --target-domain contoso.com',
  'target/batch-exists': 'users.csv --batch-name contoso-1 --existing-batches batches.csv',
  'target/batch-name': 'users.csv --batch-name contoso-1',
};

/** A command line that raises the code where it holds, and no longer does when it is mended. */
export function provingCommand(code: Code): string {
  return `imap-preflight check ${BY_CODE[code] ?? BY_STAGE[stageOf(code)]}`;
}

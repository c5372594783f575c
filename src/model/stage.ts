/** The stages in the order in which they run; `target` stands beside the others. */
export const STAGES = ['csv', 'dns', 'tcp', 'tls', 'imap', 'login', 'mailbox', 'target'] as const;
/** One of the stages; the family of a code is its stage. */
export type StageId = (typeof STAGES)[number];

/** `incomplete`: nothing wrong was found, but something could not be judged. `skipped`: it was not run. */
export type StageStatus = 'passed' | 'warned' | 'failed' | 'incomplete' | 'skipped';

/** What came of one stage; the time is that of the stage itself, in milliseconds. */
export interface StageResult {
  id: StageId;
  status: StageStatus;
  /** Why it was skipped or is incomplete. */
  reason?: string;
  durationMs: number;
}

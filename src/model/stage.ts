/** The stages in the order in which they run; `target` stands beside the others. */
export const STAGES = ['csv', 'dns', 'tcp', 'tls', 'imap', 'login', 'mailbox', 'target'] as const;
export type StageId = (typeof STAGES)[number];

/** `incomplete`: nothing wrong was found, but something could not be judged. `skipped`: it was not run. */
export type StageStatus = 'passed' | 'warned' | 'failed' | 'incomplete' | 'skipped';

export interface StageResult {
  id: StageId;
  status: StageStatus;
  /** Why it was skipped or is incomplete. */
  reason?: string;
  durationMs: number;
}

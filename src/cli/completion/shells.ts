export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;
export type Shell = (typeof SHELLS)[number];

/** Where the script of a shell stands, from the folder of the package. */
export const SCRIPT_PATHS: Readonly<Record<Shell, string>> = {
  bash: 'docs/completion/imap-preflight.bash',
  zsh: 'docs/completion/_imap-preflight',
  fish: 'docs/completion/imap-preflight.fish',
  powershell: 'docs/completion/imap-preflight.ps1',
};

import type { Command } from 'commander';

const HOW = `
Load it once, or in the file that the shell reads at its start:
  bash        source <(imap-preflight completion bash)
  zsh         source <(imap-preflight completion zsh)      after compinit
  fish        imap-preflight completion fish | source
  PowerShell  imap-preflight completion powershell | Out-String | Invoke-Expression`;

/** `completion` prints a script; the script asks `complete` whenever the key is pressed. */
export function addCompletion(
  program: Command,
  print: (shell: string) => Promise<void>,
  complete: (words: string[], program: Command) => Promise<void>,
): void {
  program
    .command('completion')
    .description('print the script with which a shell completes command lines of this program')
    .argument('<shell>', 'bash, zsh, fish or powershell')
    .addHelpText('after', HOW)
    .action(print);
  program
    .command('complete', { hidden: true })
    .argument('[words...]')
    .action((words: string[]) => complete(words, program));
}

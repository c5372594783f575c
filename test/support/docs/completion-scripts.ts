import { script } from '@bomb.sh/tab';
import { SCRIPT_PATHS, SHELLS, type Shell } from '../../../src/cli/completion/shells.js';

const NAME = 'imap-preflight';

/** The scripts by their path: those of the library, which speak the protocol of cobra, mended where they need it. */
export function completionScripts(): [path: string, text: string][] {
  return SHELLS.map((shell) => [SCRIPT_PATHS[shell], scriptOf(shell)]);
}

function scriptOf(shell: Shell): string {
  const text = `${captured(() => script(shell, NAME, NAME)).trimEnd()}\n`.replaceAll(/[ \t]+$/gm, '');
  return shell === 'bash' ? BASH_CHANGES.reduce(replaced, text) : text;
}

interface Change {
  from: string | RegExp;
  to: string;
}

/** What bash would do wrong, seen in Bash 5.2 with version 0.0.22 of the library. */
const BASH_CHANGES: Change[] = [
  // Loaded twice, as by `source ~/.bashrc`, it complained of each constant.
  { from: /^readonly (?=ShellComp)/gm, to: '' },
  // The function is one of the package bash-completion, which is not on every machine.
  {
    from: '    _get_comp_words_by_ref -n "=:" cur prev words cword\n',
    to: `    if declare -F _get_comp_words_by_ref >/dev/null; then
        _get_comp_words_by_ref -n "=:" cur prev words cword
    else
        cur="\${COMP_WORDS[COMP_CWORD]}"
        words=("\${COMP_WORDS[@]}")
        cword=$COMP_CWORD
    fi
`,
  },
  // The line was evaluated as it stood: \`> file\` emptied the file, and $(...) was run, when Tab was pressed.
  {
    from: / {4}# Build the command to get completions\n.*?out=\$\(eval .*?\)\n/s,
    to: `    # Get completions from the program; the words as they are, up to the cursor
    out=$(${NAME} complete -- "\${words[@]:1:cword}" 2>/dev/null)
`,
  },
  // Of \`--format=js\` readline replaces what follows the sign alone.
  { from: '-- "$cur") )\n}', to: `-- "\${cur#*=}") )\n}` },
  // Without it no file was ever completed; \`compopt +o default\` above takes it away where no file belongs.
  { from: 'complete -F ', to: 'complete -o default -F ' },
];

function replaced(text: string, { from, to }: Change): string {
  const after = text.replace(from, () => to);
  if (after === text) throw new Error(`the script for bash is another one now: ${from} is not in it`);
  return after;
}

/** The library writes to the console alone. */
function captured(write: () => void): string {
  const { log } = console;
  const lines: string[] = [];
  console.log = (line: string) => lines.push(line);
  try {
    write();
  } finally {
    console.log = log;
  }
  return lines.join('\n');
}

/** What a stream can show. */
export interface Looks {
  colour: boolean;
  unicode: boolean;
  columns: number;
  /** Links can stand behind words. */
  links?: boolean;
}

export interface TerminalStream {
  isTTY?: boolean;
  columns?: number;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Width when the output is no terminal. */
const PIPED_COLUMNS = 100;

/**
 * Decided here and for each stream, because Node prefers FORCE_COLOR to NO_COLOR and complains when both are set.
 * `--no-color` wins, then NO_COLOR (no-color.org), then FORCE_COLOR, then whether it is a terminal.
 */
export function looksOf(stream: TerminalStream, env: Env, noColor: boolean, platform: string): Looks {
  return {
    colour: !noColor && hasColour(stream, env),
    unicode: hasUnicode(env, platform),
    columns: stream.columns || Number.parseInt(env.COLUMNS ?? '', 10) || PIPED_COLUMNS,
  };
}

function hasColour(stream: TerminalStream, env: Env): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return stream.isTTY === true && env.TERM !== 'dumb';
}

function hasUnicode(env: Env, platform: string): boolean {
  if (platform === 'win32') return Boolean(env.WT_SESSION) || env.TERM_PROGRAM === 'vscode';
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || 'UTF-8';
  return env.TERM !== 'linux' && !/^(?:C|POSIX)$/.test(locale);
}

/**
 * Whether a line can be redrawn there. A terminal without a width (`script`, some containers) is none for that:
 * ora would reckon with infinitely many lines.
 */
export function canRedraw(stream: TerminalStream, env: Env): boolean {
  return stream.isTTY === true && (stream.columns ?? 0) > 0 && !env.CI && env.TERM !== 'dumb';
}

/** Whether a person can be asked: a terminal on both sides, and nobody has said that this is a machine. */
export function canAsk(stdin: TerminalStream, stdout: TerminalStream, env: Env): boolean {
  return stdin.isTTY === true && stdout.isTTY === true && !env.CI && env.TERM !== 'dumb';
}

import { createRequire } from 'node:module';

/** What is used of web-tree-sitter, which @vscode/tree-sitter-wasm carries along. */
interface SyntaxNode {
  readonly type: string;
  readonly text: string;
  readonly hasError: boolean;
  descendantsOfType(type: string): (SyntaxNode | null)[];
}

interface TreeSitter {
  Parser: {
    init(): Promise<void>;
    new (): { setLanguage(language: unknown): void; parse(text: string): { rootNode: SyntaxNode } | null };
  };
  Language: { load(path: string): Promise<unknown> };
}

const require = createRequire(import.meta.url);
const { Parser, Language } = require('@vscode/tree-sitter-wasm') as TreeSitter;
await Parser.init();
const parser = new Parser();
parser.setLanguage(
  await Language.load(require.resolve('@vscode/tree-sitter-wasm/wasm/tree-sitter-powershell.wasm')),
);

export interface ParsedScript {
  /** It is no PowerShell, by the grammar of the PowerShell extension of VS Code. */
  hasError: boolean;
  /** Names of the commands that it would run, in order. */
  commands: string[];
}

export function parsePowerShell(script: string): ParsedScript {
  const root = parser.parse(script.replace(/^\uFEFF/, ''))?.rootNode;
  if (root === undefined) throw new Error('nothing was parsed');
  const commands = root.descendantsOfType('command_name').map((node) => node?.text ?? '');
  return { hasError: root.hasError, commands };
}

const QUOTES = /^['\u2018\u2019\u201a\u201b]/;

/**
 * The texts on a line of PowerShell, as its own scanner reads them: any of five signs begins and ends a text, two in a
 * row stand for the second (Tokenizer.ScanStringLiteral, CharExtensions.IsSingleQuote), and what is added up with
 * `[char]0x...` is one text. What the grammar above does not know of quotes, this does.
 */
export function textsOf(line: string): string[] {
  const texts: string[] = [];
  let joined = false;
  for (let at = 0; at < line.length; ) {
    const rest = line.slice(at);
    if (QUOTES.test(rest)) {
      const { text, length } = scan(rest);
      if (joined) texts.push((texts.pop() ?? '') + text);
      else texts.push(text);
      at += length;
    } else {
      const [whole, code] = /^\[char\]0x([0-9A-F]{4})/.exec(rest) ?? [];
      if (code !== undefined)
        texts.push((texts.pop() ?? '') + String.fromCharCode(Number.parseInt(code, 16)));
      if (rest.startsWith('#')) break;
      at += whole?.length ?? 1;
    }
    joined = line.startsWith(' + ', at);
    if (joined) at += 3;
  }
  return texts;
}

function scan(rest: string): { text: string; length: number } {
  let text = '';
  for (let at = 1; at < rest.length; at++) {
    if (QUOTES.test(rest[at] ?? '')) {
      if (!QUOTES.test(rest[at + 1] ?? '')) return { text, length: at + 1 };
      at++;
    }
    text += rest[at];
  }
  throw new Error('a text that never ends');
}

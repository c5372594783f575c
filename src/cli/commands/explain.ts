import { guideTo, SUBJECT_NAMES } from '../../knowledge/troubleshooter/guide.js';
import { recognize } from '../../knowledge/troubleshooter/recognize.js';
import { TOPIC_IDS, TOPICS } from '../../knowledge/troubleshooter/topics.js';
import { Explanation } from '../../reports/text/explanation.js';
import { EXIT } from '../exit-status.js';
import type { ExplainFlags } from '../explain-flags.js';
import type { CliIo } from '../io.js';
import { writeAll } from '../output.js';
import { canAsk, looksOf } from '../terminal.js';
import { UsageError } from '../usage-error.js';
import { explainInput } from './explain-input.js';
import { isRunnable, paletteOf, type Shown, UNKNOWN, writeJson } from './explain-shown.js';

/**
 * @throws {UsageError} when nothing is known under that code or message.
 * @throws {InputError} when a file cannot be read, or is no error report.
 */
export async function explainCommand(words: string[], flags: ExplainFlags, io: CliIo): Promise<void> {
  const looks = looksOf(io.stdout, io.env, flags.color === false, io.platform);
  const palette = await paletteOf(looks);
  const shown = { flags, io, looks, palette };
  if (words.length === 1 && words[0]?.toLowerCase() === 'topics') return explainTopics(shown);
  const input = await explainInput(words, io);
  if ('report' in input) {
    return (await import('./explain-report.js')).explainReport(input.file, input.report, shown);
  }
  // Standard input that has ended answers no questions.
  const asking = !flags.all && words[0] !== '-' && canAsk(io.stdin, io.stdout, io.env);
  return explainText(input.text, asking, shown);
}

function explainTopics({ flags, io, looks, palette }: Shown): Promise<void> {
  const topics = TOPIC_IDS.map((topic) => ({ topic, title: TOPICS[topic].title }));
  if (flags.json) return writeJson(io, topics);
  return writeAll(io.stdout, [new Explanation(palette, looks).topics()]);
}

async function explainText(
  text: string,
  asking: boolean,
  { flags, io, looks, palette }: Shown,
): Promise<void> {
  const subjects = recognize(text);
  const [first = UNKNOWN, ...others] = subjects;
  if (subjects.length === 0) {
    if (!isMessage(text)) throw new UsageError(await unknown(text));
    io.stderr.write(`imap-preflight: ${await unknown(text)} What helps with an unknown problem follows.\n`);
    io.setStatus(EXIT.usage);
  }
  if (flags.json) {
    const { guideJson } = await import('../../reports/explanation-json.js');
    return writeJson(io, guideJson(guideTo(first, isRunnable), others));
  }
  const explanation = new Explanation(palette, looks);
  if (asking) {
    return (await import('./explain-walk.js')).walk([first, ...others], explanation, isRunnable, io);
  }
  const candidates = others.length > 0 ? [`${explanation.candidates(subjects)}\n`] : [];
  await writeAll(io.stdout, [...candidates, ...explanation.whole(guideTo(first, isRunnable))]);
}

/** What has fewer words is rather a code or a topic with a slip. */
const MESSAGE_WORDS = 3;

function isMessage(text: string): boolean {
  return text.trim().split(/\s+/).length >= MESSAGE_WORDS;
}

/** What has fewer words may be one of these with a slip. */
async function unknown(text: string): Promise<string> {
  const { nearest } = await import('../../knowledge/nearest.js');
  const meant = isMessage(text) ? undefined : nearest(text, SUBJECT_NAMES);
  const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
  return `no code or message is known like that.${hint} \`imap-preflight codes\` lists every code, \`imap-preflight explain topics\` every topic.`;
}

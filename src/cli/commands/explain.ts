import type { ErrorReport } from '../../batch/error-report.js';
import { ErrorGroups } from '../../knowledge/troubleshooter/error-groups.js';
import { guideTo, SUBJECT_NAMES, type Subject } from '../../knowledge/troubleshooter/guide.js';
import { recognize } from '../../knowledge/troubleshooter/recognize.js';
import { TOPIC_IDS, TOPICS } from '../../knowledge/troubleshooter/topics.js';
import { errorGroupsJson, guideJson } from '../../reports/explanation-json.js';
import { Explanation } from '../../reports/text/explanation.js';
import { type Palette, plainPalette } from '../../reports/text/palette.js';
import { EXIT } from '../exit-status.js';
import type { ExplainFlags } from '../explain-flags.js';
import type { CliIo } from '../io.js';
import { writeAll } from '../output.js';
import { LATER_OPTIONS } from '../program.js';
import { canAsk } from '../question.js';
import { type Looks, looksOf } from '../terminal.js';
import { UsageError } from '../usage-error.js';
import { explainInput } from './explain-input.js';

/**
 * @throws {UsageError} when nothing is known under that code or message.
 * @throws {InputError} when a file cannot be read, or is no error report.
 */
export async function explainCommand(words: string[], flags: ExplainFlags, io: CliIo): Promise<void> {
  const looks = looksOf(io.stdout, io.env, flags.color === false, io.platform);
  const shown = { flags, io, looks, palette: await paletteOf(looks) };
  if (words.length === 1 && words[0]?.toLowerCase() === 'topics') return explainTopics(shown);
  const input = await explainInput(words, io);
  if ('report' in input) return explainReport(input.file, input.report, shown);
  return explainText(input.text, shown);
}

/** How the answer is shown. */
interface Shown {
  flags: ExplainFlags;
  io: CliIo;
  looks: Looks;
  palette: Palette;
}

async function paletteOf({ colour, unicode }: Looks): Promise<Palette> {
  if (!colour) return plainPalette(unicode);
  return (await import('../../reports/text/colours.js')).colourPalette(unicode);
}

function isRunnable(commandLine: string): boolean {
  const later: readonly string[] = LATER_OPTIONS;
  return !later.some((flags) => commandLine.split(' ').includes(flags.split(' ')[0] ?? ''));
}

function explainTopics({ flags, io, looks, palette }: Shown): Promise<void> {
  const topics = TOPIC_IDS.map((topic) => ({ topic, title: TOPICS[topic].title }));
  if (flags.json) return writeJson(io, topics);
  return writeAll(io.stdout, [new Explanation(palette, looks).topics()]);
}

async function explainText(text: string, { flags, io, looks, palette }: Shown): Promise<void> {
  const subjects = recognize(text);
  const [first = UNKNOWN, ...others] = subjects;
  if (subjects.length === 0) {
    if (!isMessage(text)) throw new UsageError(await unknown(text));
    io.stderr.write(`imap-preflight: ${await unknown(text)} What helps with an unknown problem follows.\n`);
    io.setStatus(EXIT.usage);
  }
  if (flags.json) return writeJson(io, guideJson(guideTo(first, isRunnable), others));
  const explanation = new Explanation(palette, looks);
  if (!flags.all && canAsk(io)) {
    return (await import('./explain-walk.js')).walk([first, ...others], explanation, isRunnable, io);
  }
  const candidates = others.length > 0 ? [`${explanation.candidates(subjects)}\n`] : [];
  await writeAll(io.stdout, [...candidates, ...explanation.whole(guideTo(first, isRunnable))]);
}

const UNKNOWN: Subject = { topic: 'none-of-the-above' };

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

/** What the rows mean, and then a path for each meaning. */
async function explainReport(
  file: string,
  report: ErrorReport,
  { flags, io, looks, palette }: Shown,
): Promise<void> {
  const groups = new ErrorGroups();
  for await (const row of report.rows()) groups.add(row);
  const list = groups.list();
  const known = list.flatMap(({ subjects }) => subjects.slice(0, 1));
  const allKnown =
    known.length === list.length && groups.unreadable.length === 0 && groups.blank.length === 0;
  io.setStatus(allKnown ? EXIT.ok : EXIT.incomplete);
  if (flags.json)
    return writeJson(
      io,
      errorGroupsJson(groups, (subject) => guideTo(subject, isRunnable)),
    );
  const { renderErrorGroups } = await import('../../reports/text/error-groups.js');
  const explanation = new Explanation(palette, looks);
  const guides = [...known, ...(known.length < list.length ? [UNKNOWN] : [])];
  await writeAll(io.stdout, renderErrorGroups(file, groups, palette, { ...looks, all: flags.all ?? false }));
  for (const subject of guides) {
    await writeAll(io.stdout, ['\n', ...explanation.whole(guideTo(subject, isRunnable))]);
  }
}

function writeJson({ stdout }: CliIo, value: unknown): Promise<void> {
  return writeAll(stdout, [`${JSON.stringify(value, null, 2)}\n`]);
}

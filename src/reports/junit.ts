import { describe, ratingOf } from '../knowledge/describe.js';
import { type BaselineMark, type Finding, stageOf } from '../model/finding.js';
import type { Report } from '../model/report.js';
import type { RowResult } from '../model/row.js';
import type { StageId, StageResult } from '../model/stage.js';
import { ratingWord } from './groups.js';
import type { Tool } from './json.js';
import { fileText, placeText, subjectText } from './place.js';
import { isAnswered } from './reached.js';
import { RowFindings } from './row-findings.js';
import { clean, REPLACEMENT } from './text/clean.js';

/** Stages that judge rows, so that each has a case a row. */
const OF_ROWS: ReadonlySet<StageId> = new Set(['csv', 'login', 'mailbox', 'target']);

/** `skipped`: why nothing was tried. */
interface TestCase {
  /** Of a row, its name is made of it. */
  name: string | RowResult;
  /** Seconds. */
  time?: number;
  findings: readonly Finding[];
  skipped?: string;
  /** Why it could not be judged, where no finding says so. */
  open?: string;
}

interface Counts {
  tests: number;
  failures: number;
  errors: number;
  skipped: number;
}

/**
 * JUnit XML as Jenkins, GitLab and others read it (fixtures/schemas/jenkins-junit.xsd): a suite for each stage, and in
 * those that judge rows a case for each row. An error is a failure; what could not be told is an error; warnings and
 * notices stand in `system-out`. What concerns no row is a case named by its code and place.
 */
export function* renderJunit(report: Report, tool: Tool): Iterable<string> {
  const suites = report.stages.map((stage) => new Suite(report, stage));
  const all = suites.map(({ counts }) => counts);
  const sum = (name: keyof Counts) => all.reduce((total, counts) => total + counts[name], 0);
  yield '<?xml version="1.0" encoding="UTF-8"?>\n';
  yield `<testsuites${attributes({
    name: tool.name,
    tests: sum('tests'),
    failures: sum('failures'),
    errors: sum('errors'),
    time: seconds(report.run.durationMs),
  })}>\n`;
  for (const suite of suites) yield* suite.lines();
  yield '</testsuites>\n';
}

/** A stage. Its cases are made twice, since their numbers stand before them, and never all at once. */
class Suite {
  readonly counts: Counts = { tests: 0, failures: 0, errors: 0, skipped: 0 };
  readonly #findings: RowFindings;

  constructor(
    readonly report: Report,
    readonly stage: StageResult,
  ) {
    this.#findings = new RowFindings(report.findings.filter(({ code }) => stageOf(code) === stage.id));
    for (const one of this.#cases()) {
      const outcome = outcomeOf(one);
      this.counts.tests++;
      if (outcome !== 'passed') this.counts[outcome]++;
    }
  }

  *lines(): Iterable<string> {
    const { tests, failures, errors, skipped } = this.counts;
    const { id, durationMs } = this.stage;
    yield `  <testsuite${attributes({
      name: id,
      tests,
      failures,
      errors,
      skipped,
      time: seconds(durationMs),
      timestamp: this.report.run.startedAt.slice(0, 19),
    })}>\n`;
    for (const one of this.#cases()) yield caseXml(one, id);
    yield '  </testsuite>\n';
  }

  *#cases(): Iterable<TestCase> {
    const { id, status, reason = '' } = this.stage;
    for (const finding of this.#findings.others) yield caseOf(finding);
    const byRows = OF_ROWS.has(id) && status !== 'skipped';
    if (byRows) yield* this.#rowCases();
    else for (const findings of this.#findings.lists) yield* findings.map(caseOf);
    if (status === 'skipped') yield { name: id, findings: [], skipped: reason };
    else if (status === 'incomplete' && reason !== '') yield { name: id, findings: [], open: reason };
    else if (!byRows && this.#findings.others.length === 0) yield { name: id, findings: [] };
  }

  /** A run that was interrupted may have found something of a row, and have no result of it. */
  *#rowCases(): Iterable<TestCase> {
    const met = new Set<readonly Finding[]>();
    for (const row of this.report.rows) {
      const findings = this.#findings.of(row);
      if (findings.length > 0) met.add(findings);
      yield this.#rowCase(row, findings);
    }
    for (const findings of this.#findings.lists) if (!met.has(findings)) yield* findings.map(caseOf);
  }

  #rowCase(row: RowResult, findings: readonly Finding[]): TestCase {
    const { id } = this.stage;
    const time = id === 'login' && row.ms !== undefined ? { time: row.ms / 1000 } : {};
    const unheard = findings.length === 0 && !isReached(row, id);
    const begun = id === 'login' && row.attempts > 0;
    const untried = unheard ? (begun ? { open: 'begun, and broken off' } : { skipped: 'not tried' }) : {};
    // It was left alone, and its finding says why.
    const stopped = row.status === 'skipped' && findings.length > 0 && id === 'login';
    const told = stopped && findings[0] !== undefined ? { skipped: describe(findings[0]).message } : {};
    return { name: row, findings, ...time, ...untried, ...told };
  }
}

function caseOf(finding: Finding): TestCase {
  return { name: [finding.code, placeText(finding)].filter(Boolean).join(' '), findings: [finding] };
}

/** Whether the stage came to the row. The stage target compares no address that it cannot tell. */
function isReached(row: RowResult, id: StageId): boolean {
  if (id === 'login' || id === 'mailbox') return isAnswered(row, id);
  return id !== 'target' || (row.emailAddress !== '' && !row.codes.includes('csv/invalid-email'));
}

type Outcome = 'passed' | Exclude<keyof Counts, 'tests'>;

function outcomeOf({ skipped, open, findings }: TestCase): Outcome {
  if (skipped !== undefined) return 'skipped';
  if (findings.length === 0) return open === undefined ? 'passed' : 'errors';
  const rated = new Set(findings.map(ratingOf));
  if (rated.has('error')) return 'failures';
  return open !== undefined || rated.has('inconclusive') ? 'errors' : 'passed';
}

/** The elements are in the order that the schema asks for. */
function caseXml(one: TestCase, id: StageId): string {
  const { name, time, findings, skipped, open } = one;
  const outcome = outcomeOf(one);
  const wrong = outcome === 'failures' ? findings.filter((found) => ratingOf(found) === 'error') : [];
  const unsure = outcome === 'errors' ? findings.filter((found) => ratingOf(found) === 'inconclusive') : [];
  const others = findings.filter((finding) => !wrong.includes(finding) && !unsure.includes(finding));
  const parts = [
    skipped === undefined ? '' : `      <skipped>${xml(clean(skipped))}</skipped>\n`,
    open === undefined ? '' : `      <error${attributes({ type: 'incomplete', message: open })}/>\n`,
    ...unsure.map((finding) => problemXml('error', finding)),
    ...wrong.map((finding) => problemXml('failure', finding)),
    ...others.map((finding) => `      <system-out>${xml(wordsOf(finding))}</system-out>\n`),
  ];
  const named = xml(typeof name === 'string' ? clean(name) : rowName(name));
  const took = time === undefined ? '' : ` time="${time.toFixed(3)}"`;
  const start = `    <testcase classname="imap-preflight.${id}" name="${named}"${took}`;
  const content = parts.join('');
  return content === '' ? `${start}/>\n` : `${start}>\n${content}    </testcase>\n`;
}

function rowName(row: RowResult): string {
  const names = subjectText({ subject: row });
  return `${fileText(row.file)}, row ${row.row}${names === '' ? '' : `, ${names}`}`;
}

function problemXml(element: 'failure' | 'error', finding: Finding): string {
  const { message } = describe(finding);
  return `      <${element}${attributes({ type: finding.code, message })}>${xml(wordsOf(finding))}</${element}>\n`;
}

const BASELINE: Record<BaselineMark, string> = {
  new: 'New: the baseline does not have it',
  unchanged: 'Unchanged: the baseline has it too',
};

/** Each of 50,000 rows may say the same. */
const STEPS_SHOWN = 3;

/** What is said of a finding, a line each. */
function wordsOf(finding: Finding): string {
  const { rating, title, message, cause, fix, kb } = describe(finding);
  const { response = '', detail = '' } = finding.evidence ?? {};
  const more = fix.length - STEPS_SHOWN;
  const lines = [
    `${ratingWord(rating)}: ${title} (${finding.code})`,
    message,
    finding.baseline === undefined ? '' : BASELINE[finding.baseline],
    placeText(finding),
    subjectText(finding),
    response === '' ? '' : `Server: ${response}`,
    detail === '' ? '' : `Seen: ${detail}`,
    `Cause: ${cause}`,
    ...fix.slice(0, STEPS_SHOWN).map((step, index) => `Fix ${index + 1}: ${step}`),
    more > 0 ? `${more} more: imap-preflight explain ${finding.code}` : '',
    `See: ${kb.url}`,
  ];
  return lines.map(clean).filter(Boolean).join('\n');
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

function attributes(values: Record<string, string | number>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${xml(clean(String(value)))}"`)
    .join('');
}

/** Signs that XML 1.0 does not know even as references (section 2.2), beyond those that `clean` takes out. */
const NO_XML = /\p{Noncharacter_Code_Point}/gu;

const ASCII = /^[\n -~]*$/;

const REFERENCES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text for an element or an attribute. Lines of their own stay only in elements: `clean` has taken out the others. */
function xml(text: string): string {
  const legal = ASCII.test(text) ? text : text.replace(NO_XML, REPLACEMENT);
  return legal.replace(/[&<>"]/g, (sign) => REFERENCES[sign] ?? '');
}

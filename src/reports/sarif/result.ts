import { createHash } from 'node:crypto';
import { describe } from '../../knowledge/describe.js';
import type { Code } from '../../model/code.js';
import type { BaselineMark, Finding } from '../../model/finding.js';
import type { Report } from '../../model/report.js';
import { identityOf } from '../identity.js';
import { subjectText } from '../place.js';
import { clean } from '../text/clean.js';
import { LEVELS } from './rule.js';

/** With longer ones, results that a server has filled could be more than GitHub takes: 10 MB, compressed. */
const LONGEST_TEXT = 1000;
const LONGEST_RESPONSE = 240;

/** Digits of a fingerprint; 64 bits are enough to tell 25,000 results. */
const DIGITS = 16;

/** The results of one run. */
export class Results {
  /** How often a fingerprint was given. */
  readonly #given = new Map<string, number>();

  /** `rules`: where each code stands among the rules. */
  constructor(
    readonly report: Report,
    readonly rules: ReadonlyMap<Code, number>,
  ) {}

  /** A result (SARIF 2.1.0, 3.27). */
  json(finding: Finding, baselineState: BaselineMark | 'absent' | undefined): object {
    const { rating, fix, effect, owner, vantage } = describe(finding);
    return {
      ruleId: finding.code,
      ruleIndex: this.rules.get(finding.code) ?? -1,
      level: LEVELS[rating],
      ...(baselineState && { baselineState }),
      message: { text: messageOf(finding) },
      locations: [this.#location(finding)],
      partialFingerprints: { primaryLocationLineHash: this.#fingerprint(finding) },
      properties: {
        ...(rating === 'inconclusive' ? { inconclusive: true } : {}),
        ...(finding.location?.row === undefined ? {} : { row: finding.location.row }),
        effect,
        owner,
        vantage,
        fix: fix.slice(0, 1).map((step) => cut(step, LONGEST_TEXT)),
      },
    };
  }

  /**
   * By this name GitHub knows a result again. Where it is missing, GitHub's own action hashes the line of the file,
   * and so the password.
   */
  #fingerprint(finding: Finding): string {
    const hash = createHash('sha256').update(identityOf(finding)).digest('hex').slice(0, DIGITS);
    const count = (this.#given.get(hash) ?? 0) + 1;
    this.#given.set(hash, count);
    return `${hash}:${count}`;
  }

  /** GitHub takes no result without a file: what is of the server stands in the first file, or else under its name. */
  #location({ location }: Finding): object {
    const { batches, endpoint } = this.report;
    const server = clean(endpoint?.server ?? '');
    const file = location?.file ?? batches[0]?.file;
    const uri = file === undefined ? encodeURIComponent(server || 'server') : fileUri(file);
    return {
      physicalLocation: {
        artifactLocation: { uri },
        region: { startLine: location?.line ?? 1 },
      },
      ...(location === undefined && server !== ''
        ? { logicalLocations: [{ name: server, kind: 'resource' }] }
        : {}),
    };
  }
}

function messageOf(finding: Finding): string {
  const { message } = describe(finding);
  const names = cut(subjectText(finding), LONGEST_TEXT);
  const response = cut(finding.evidence?.response ?? '', LONGEST_RESPONSE);
  const parts = [
    cut(message, LONGEST_TEXT),
    names === '' ? '' : `(${names})`,
    response === '' ? '' : `Server: ${response}`,
  ];
  return parts.filter(Boolean).join(' ');
}

function cut(text: string, most: number): string {
  const whole = clean(text);
  return whole.length <= most ? whole : `${whole.slice(0, most - 1).toWellFormed()}…`;
}

/** A path as a URI reference (RFC 3986): relative where it is, with slashes. */
function fileUri(file: string): string {
  if (file === '-') return 'stdin';
  const path = clean(file)
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+/, '');
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  if (path.startsWith('/')) return `file://${encoded}`;
  return /^[A-Za-z]:\//.test(path) ? `file:///${encoded.replace('%3A', ':')}` : encoded;
}

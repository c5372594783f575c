import { BATCH_NAME } from '../knowledge/exchange-online.js';
import { type Finding, finding } from '../model/finding.js';

/** Everything else the admin center may call special; Microsoft does not list the characters. */
const PLAIN = /^[A-Za-z\d._-]*$/;

/** What is said of the name of a batch by itself, and where a batch has it already: `taken` is the name it has. */
export function checkBatchName(name: string, taken: string | undefined): Finding[] {
  const found: Finding[] = [];
  if (name.length > BATCH_NAME.maxLength) {
    found.push(finding('target/batch-name', { name, problem: 'too-long' }, { rating: 'error' }));
  }
  if (!PLAIN.test(name)) found.push(finding('target/batch-name', { name, problem: 'special-characters' }));
  if (taken !== undefined) found.unshift(finding('target/batch-exists', { name: taken }));
  return found;
}

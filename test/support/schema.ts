import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const REPORT = 'urn:imap-preflight:report:1';
const EVENTS = 'urn:imap-preflight:events:1';

let schemas: Ajv2020 | undefined;

function compiled(id: string): ValidateFunction {
  if (schemas === undefined) {
    schemas = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, allowUnionTypes: true });
    // A CommonJS module whose types speak of a default export that Node puts one level deeper.
    (addFormats as unknown as (target: Ajv2020) => void)(schemas);
    for (const name of ['report', 'events']) {
      const path = new URL(`../../docs/${name}.schema.json`, import.meta.url);
      schemas.addSchema(JSON.parse(readFileSync(path, 'utf8')));
    }
  }
  const validate = schemas.getSchema(id);
  if (validate === undefined) throw new Error(`there is no schema ${id}`);
  return validate;
}

function problems(check: ValidateFunction, json: unknown): string[] {
  if (check(json)) return [];
  return (check.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath || '/'} ${message} ${JSON.stringify(params)}`,
  );
}

/** What is wrong with a JSON report by docs/report.schema.json, such as `/rows/0/ms must be number`. */
export function validateReport(json: unknown): string[] {
  return problems(compiled(REPORT), json);
}

/** What is wrong with the lines of an NDJSON report or a journal by docs/events.schema.json, with their numbers. */
export function validateLines(text: string): string[] {
  const lines = text.split('\n');
  const last = lines.pop() === '' ? [] : ['the last line has no end'];
  const check = compiled(EVENTS);
  const wrong = lines.flatMap((line, index) =>
    problems(check, JSON.parse(line)).map((problem) => `line ${index + 1}: ${problem}`),
  );
  return lines.length === 0 ? ['there are no lines'] : [...wrong, ...last];
}

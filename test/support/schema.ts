import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

let validate: ValidateFunction | undefined;

function compiled(): ValidateFunction {
  if (validate === undefined) {
    const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false });
    // A CommonJS module whose types speak of a default export that Node puts one level deeper.
    (addFormats as unknown as (target: Ajv2020) => void)(ajv);
    const path = new URL('../../docs/report.schema.json', import.meta.url);
    validate = ajv.compile(JSON.parse(readFileSync(path, 'utf8')));
  }
  return validate;
}

/** What is wrong with a JSON report by docs/report.schema.json, such as `/rows/0/ms must be number`. */
export function validateReport(json: unknown): string[] {
  const check = compiled();
  if (check(json)) return [];
  return (check.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath || '/'} ${message} ${JSON.stringify(params)}`,
  );
}

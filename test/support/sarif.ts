import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

let validate: ValidateFunction | undefined;

/** The schema is of draft 4, of which it uses nothing that later drafts do not have but the name of its own address. */
function compiled(): ValidateFunction {
  if (validate === undefined) {
    const path = new URL('../../fixtures/schemas/sarif-2.1.0-rtm.5.json', import.meta.url);
    const { id: _, $schema: __, ...schema } = JSON.parse(readFileSync(path, 'utf8'));
    const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
    (addFormats as unknown as (target: Ajv) => void)(ajv);
    validate = ajv.compile(schema);
  }
  return validate;
}

/** What is wrong with a SARIF log by the schema of SARIF 2.1.0. */
export function validateSarif(json: unknown): string[] {
  const check = compiled();
  if (check(json)) return [];
  return (check.errors ?? []).map(({ instancePath, message }) => `${instancePath || '/'} ${message}`);
}

import type { Command, Option } from 'commander';
import type { FindingText } from '../../src/knowledge/describe.js';
import type { Code } from '../../src/model/code.js';

export interface Later {
  options: readonly string[];
  formats: readonly string[];
}

export interface Product {
  options: Option[];
  codes: (FindingText & { code: Code })[];
  unraised: Code[];
  later: Later;
}

export function productOf(from: {
  program: Command;
  CODES: readonly Code[];
  describeCode: (code: Code) => FindingText;
  later: Later;
  folder: URL;
}): Product;
export function readmeParts(product: Product): Record<'options' | 'later' | 'codes', string>;
export function codesReference(product: Product): string;
export function withParts(text: string, parts: Record<string, string>): string;

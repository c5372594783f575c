import { readFileSync } from 'node:fs';
import { XmlDocument, XmlValidateError, XsdValidator } from 'libxml2-wasm';

const SCHEMA = new URL('../../fixtures/schemas/jenkins-junit.xsd', import.meta.url);

/** What is wrong with JUnit XML by Jenkins' schema; XML that is not well-formed throws. */
export function validateJunit(text: string): string[] {
  using schema = XmlDocument.fromBuffer(readFileSync(SCHEMA));
  using validator = XsdValidator.fromDoc(schema);
  using document = XmlDocument.fromString(text);
  try {
    validator.validate(document);
    return [];
  } catch (error) {
    if (error instanceof XmlValidateError) return [error.message];
    throw error;
  }
}

export interface XmlElement {
  name: string;
  attributes: Record<string, string>;
  text: string;
}

/** The elements that an XPath finds. */
export function elementsOf(text: string, path: string): XmlElement[] {
  using document = XmlDocument.fromString(text);
  return document.find(path).map((node) => {
    const element = node as unknown as {
      name: string;
      attrs: { name: string; value: string }[];
      content: string;
    };
    return {
      name: element.name,
      attributes: Object.fromEntries(element.attrs.map(({ name, value }) => [name, value])),
      text: element.content,
    };
  });
}

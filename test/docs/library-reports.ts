import { preflight, renderJson, renderText } from '../../src/index.js';

/** The text report of a file, and its JSON report. */
export async function reportsOf(file: string): Promise<{ text: string; json: string }> {
  const report = await preflight({ files: [file] });
  return {
    text: [...renderText(report, { colour: false, unicode: true, columns: 100 })].join(''),
    json: [...renderJson(report, { name: 'my-tool', version: '1.0.0' })].join(''),
  };
}

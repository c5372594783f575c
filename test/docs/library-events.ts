import { preflight, type RunEvent } from '../../src/index.js';

/** Runs a check and gives a line for each stage and each row that is done. */
export async function progressOf(files: string[]): Promise<string[]> {
  const lines: string[] = [];
  const onEvent = (event: RunEvent) => {
    if (event.type === 'stage-done') lines.push(`${event.stage.id}: ${event.stage.status}`);
    if (event.type === 'row-done') lines.push(`row ${event.row.row}: ${event.row.status}`);
  };
  await preflight({ files, onEvent });
  return lines;
}

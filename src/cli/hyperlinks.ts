import type { TerminalStream } from './terminal.js';

/**
 * Whether a stream shows links behind words (OSC 8). A library knows which terminals do; it is asked, and loaded, where
 * there is one, or where FORCE_HYPERLINK says so.
 */
export async function takesLinks(
  stream: TerminalStream,
  env: Readonly<Record<string, string | undefined>>,
): Promise<boolean> {
  if (stream.isTTY !== true && env.FORCE_HYPERLINK === undefined) return false;
  const { createSupportsHyperlinks } = await import('supports-hyperlinks');
  return createSupportsHyperlinks({ isTTY: stream.isTTY === true });
}

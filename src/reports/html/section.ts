import type { Markup } from './markup.js';

/** A part of the document below a heading of its own. */
export interface Section {
  id: string;
  title: string;
  /** Shown behind the title in the list of contents. */
  count?: number;
  parts: Iterable<Markup>;
}

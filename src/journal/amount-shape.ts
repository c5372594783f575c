import type { Amount } from '../model/audit.js';
import { exact, Malformed, object, type Shape } from './shape.js';

export const amountFields = { messages: exact, bytes: exact };

export const amountHeld = object<Amount>(amountFields);

/** Messages of one folder: numbers of the protocol have 32 bits (RFC 9051 section 9), and so have those of the rows. */
export const messagesOfFolder: Shape<number> = (value) => {
  const messages = exact(value);
  if (messages > 0xffff_ffff) throw new Malformed();
  return messages;
};

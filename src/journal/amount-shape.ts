import type { Amount } from '../model/audit.js';
import { bytes, object, whole } from './shape.js';

export const amountFields = { messages: whole, bytes };

export const amountHeld = object<Amount>(amountFields);

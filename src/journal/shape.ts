/** What was read is not what it should be. It says no more: a message could quote the content. */
export class Malformed extends Error {
  override readonly name = 'Malformed';
}

/**
 * Takes a value that may be anything and gives a copy of what belongs to `T` and of nothing else, so that one
 * description serves for what is written and for what is read.
 *
 * @throws {Malformed} when the value is no `T`.
 */
export type Shape<T> = ((value: unknown) => T) & Exactly<T>;

/** Never there. With it a shape that knows fewer words than `T` has is no shape of `T`, and does not compile. */
interface Exactly<T> {
  readonly takes?: (value: T) => void;
}

/** A member that may be absent. */
export interface Optional<T> {
  optional: Shape<T>;
}

/** A shape for each member of `T`. A member that the model gains does not compile until it is named. */
export type Fields<T> = {
  [K in keyof T]-?: Record<never, never> extends Pick<T, K>
    ? Optional<Exclude<T[K], undefined>>
    : Shape<T[K]>;
};

export function optional<T>(shape: Shape<T>): Optional<T> {
  return { optional: shape };
}

export function object<T extends object>(fields: Fields<T>): Shape<T> {
  const members = Object.entries(fields as Record<string, Shape<unknown> | Optional<unknown>>);
  return (value) => {
    const given = record(value);
    const copy: Record<string, unknown> = {};
    for (const [name, field] of members) {
      const member = Object.hasOwn(given, name) ? given[name] : undefined;
      if (typeof field === 'function') copy[name] = field(member);
      else if (member !== undefined) copy[name] = field.optional(member);
    }
    return copy as T;
  };
}

export function record(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Malformed();
  return value as Record<string, unknown>;
}

export function list<T>(shape: Shape<T>): Shape<T[]> {
  return (value) => {
    if (!Array.isArray(value)) throw new Malformed();
    return value.map((item) => shape(item));
  };
}

export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  return (value) => (value === null ? null : shape(value));
}

/** One of the keys of `words`, which is a record so that none can be forgotten. */
export function oneOf<W extends string>(words: Readonly<Record<W, unknown>>): Shape<W> {
  return (value) => {
    if (typeof value !== 'string' || !Object.hasOwn(words, value)) throw new Malformed();
    return value as W;
  };
}

/** The same, where the words are a list already. */
export function among<W extends string>(words: readonly W[]): Shape<W> {
  const known = new Set<unknown>(words);
  return (value) => {
    if (!known.has(value)) throw new Malformed();
    return value as W;
  };
}

export const text: Shape<string> = (value) => {
  if (typeof value !== 'string') throw new Malformed();
  return value;
};

/** Text of at least one letter. */
export const words: Shape<string> = (value) => {
  if (value === '') throw new Malformed();
  return text(value);
};

/** Text of a form. */
export function matching(form: RegExp): Shape<string> {
  return (value) => {
    if (!form.test(text(value))) throw new Malformed();
    return value as string;
  };
}

export const flag: Shape<boolean> = (value) => {
  if (typeof value !== 'boolean') throw new Malformed();
  return value;
};

/** For a member that is true or absent. */
export const yes: Shape<true> = (value) => {
  if (value !== true) throw new Malformed();
  return value;
};

/** Any number that JSON has. */
export const figure: Shape<number> = (value) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new Malformed();
  return value;
};

/** What a table of rows can hold: 32 bits, one value of which is taken. */
const MOST = 0xffff_fffe;

/** From 0: a time in milliseconds. */
export const amount: Shape<number> = (value) => {
  const number = figure(value);
  if (number < 0 || number > MOST) throw new Malformed();
  return number;
};

/** A whole number from 0. */
export const whole: Shape<number> = (value) => {
  const number = amount(value);
  if (!Number.isInteger(number)) throw new Malformed();
  return number;
};

/** A whole number from 1. */
export const ordinal: Shape<number> = (value) => {
  if (value === 0) throw new Malformed();
  return whole(value);
};

/** A whole number from 0, as far as numbers are exact: octets, or messages of many folders. */
export const exact: Shape<number> = (value) => {
  const number = figure(value);
  if (number < 0 || !Number.isSafeInteger(number)) throw new Malformed();
  return number;
};

const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;

/** ISO 8601 in UTC, as `Date.toISOString` writes it. */
export const time: Shape<string> = (value) => {
  if (typeof value !== 'string' || !ISO_TIME.test(value) || Number.isNaN(Date.parse(value)))
    throw new Malformed();
  return value;
};

/** The same, or empty where it is not known. */
export const timeIfKnown: Shape<string> = (value) => (value === '' ? value : time(value));

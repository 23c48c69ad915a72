import { ForewordError } from '../errors.js';

/** A check turns what came in a message into a value of its type, or throws `"bad-message"`. */
export type Check<T> = (value: unknown) => T;

export function bad(expected: string, found: unknown): ForewordError {
  const shown = typeof found === 'object' && found !== null ? found.constructor.name : String(found);
  return new ForewordError('bad-message', `expected ${expected}, found ${shown.slice(0, 80)}`, { expected });
}

export const string: Check<string> = (value) => {
  if (typeof value !== 'string') throw bad('a string', value);
  return value;
};

export const nothing: Check<null> = (value) => {
  if (value !== null) throw bad('null', value);
  return value;
};

/** A finite number. */
export const number: Check<number> = (value) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw bad('a number', value);
  return value;
};

export const boolean: Check<boolean> = (value) => {
  if (typeof value !== 'boolean') throw bad('true or false', value);
  return value;
};

/** A whole number that is not negative: ids, counts, bytes. */
export const count: Check<number> = (value) => {
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw bad('a count', value);
  return value as number;
};

export const tokenIds: Check<Uint32Array> = (value) => {
  if (!(value instanceof Uint32Array)) throw bad('a Uint32Array', value);
  return value;
};

export const floats: Check<Float32Array> = (value) => {
  if (!(value instanceof Float32Array)) throw bad('a Float32Array', value);
  return value;
};

export const sha256: Check<string> = (value) => {
  if (typeof value !== 'string' || !/^[0-9a-f]{64}$/.test(value)) throw bad('64 hexadecimal digits', value);
  return value;
};

export function oneOf<T extends string>(values: readonly T[]): Check<T> {
  return (value) => {
    if (!(values as readonly unknown[]).includes(value)) throw bad(`one of ${values.join(', ')}`, value);
    return value as T;
  };
}

export function optional<T>(check: Check<T>): Check<T | undefined> {
  return (value) => (value === undefined ? undefined : check(value));
}

export function list<T>(check: Check<T>): Check<T[]> {
  return (value) => {
    if (!Array.isArray(value)) throw bad('a list', value);
    return value.map(check);
  };
}

/** A plain object with these members; others are dropped. */
export function record<T extends object>(members: { [K in keyof T]-?: Check<T[K]> }): Check<T> {
  return (value) => {
    if (typeof value !== 'object' || value === null) throw bad('an object', value);
    const checked: Partial<T> = {};
    for (const key of Object.keys(members) as (keyof T)[]) {
      checked[key] = members[key]((value as Partial<T>)[key]);
    }
    return checked as T;
  };
}

/** An object whose values are strings or finite numbers. */
export const details: Check<Record<string, string | number>> = (value) => {
  if (typeof value !== 'object' || value === null) throw bad('an object', value);
  const plain = Object.entries(value).filter(([, item]) => typeof item === 'string' || Number.isFinite(item));
  return Object.fromEntries(plain);
};

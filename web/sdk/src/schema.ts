/**
 * Schemas: checks of what comes from outside, each with the type of what it lets through.
 *
 * A library of schemas would be a third of what a page loads of this package; `docs/decisions` has the figures.
 */

/** Where a value was refused and what it should have been; completes the sentence "… must be". */
export interface Refusal {
  path: readonly string[];
  expected: string;
  found: unknown;
  /** The bound that a number is beyond. */
  bound?: { min: number } | { max: number };
}

/** What a schema returns for a value that it refuses. */
export class Refused {
  constructor(readonly refusal: Refusal) {}
}

/** Returns the value, or what is known of it: members that the schema doesn't know are dropped. */
export interface Schema<T> {
  (value: unknown, path: readonly string[]): T | Refused;
  /** A member of an object that may be absent or `undefined`. */
  readonly isOptional?: boolean;
}
interface Optional<T> extends Schema<T | undefined> {
  readonly isOptional: true;
}

export type Output<S> = S extends Schema<infer T> ? T : never;

// Any schema may be a member; its output is what counts.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Members = Record<string, Schema<any>>;
type Flat<T> = { [K in keyof T]: T[K] };
type OutputOf<M extends Members> = Flat<
  { [K in keyof M as M[K] extends Optional<unknown> ? never : K]: Output<M[K]> } & {
    [K in keyof M as M[K] extends Optional<unknown> ? K : never]?: Output<M[K]>;
  }
>;

/** `unknown` where both types are the same to the member, else `never`. */
// The compiler compares two generic functions member by member, and says so only of such.
/* eslint-disable @typescript-eslint/no-unnecessary-type-parameters */
type Same<A, B> = (<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? unknown : never;
/* eslint-enable @typescript-eslint/no-unnecessary-type-parameters */

/** Returns the schema, whose output must be exactly `T`. */
export const of =
  <T>() =>
  <S extends Schema<T>>(schema: S & Same<Output<S>, T>): Schema<T> =>
    schema;

/** Values that satisfy `is`. */
export function check<T>(expected: string, is: (value: unknown) => boolean): Schema<T> {
  return (value, path) => (is(value) ? (value as T) : new Refused({ path, expected, found: value }));
}

export const unknown: Schema<unknown> = (value) => value;

export function literal<const T extends string | null>(wanted: T): Schema<T> {
  return check(JSON.stringify(wanted), (value) => value === wanted);
}

export function oneOf<const T extends readonly (string | number)[]>(values: T): Schema<T[number]> {
  return check(`one of ${values.join(', ')}`, (value) => (values as readonly unknown[]).includes(value));
}

/** Numbers that satisfy `is`, from `min` to `max`. */
export function number(
  expected: string,
  is: (value: number) => boolean,
  { min = -Infinity, max = Infinity } = {},
): Schema<number> {
  return (value, path) => {
    const refusal = { path, expected, found: value };
    if (typeof value !== 'number' || !is(value)) return new Refused(refusal);
    if (value < min) return new Refused({ ...refusal, bound: { min } });
    return value > max ? new Refused({ ...refusal, bound: { max } }) : value;
  };
}

export function optional<T>(schema: Schema<T>): Optional<T> {
  const either: Schema<T | undefined> = (value, path) =>
    value === undefined ? undefined : schema(value, path);
  return Object.assign(either, { isOptional: true as const });
}

export function array<T>(schema: Schema<T>): Schema<T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) return new Refused({ path, expected: 'Array', found: value });
    return each(
      value.map((item, at) => [String(at), schema, item]),
      path,
      Object.values<T>,
    );
  };
}

/** Objects as dictionaries. */
export function record<T>(schema: Schema<T>): Schema<Record<string, T>> {
  return (value, path) => {
    if (!isObject(value)) return new Refused({ path, expected: 'Object', found: value });
    const members = Object.entries(value).map(([key, member]): Member<T> => [key, schema, member]);
    return each(members, path, (found) => found);
  };
}

export function object<M extends Members>(members: M): Schema<OutputOf<M>> {
  return (value, path) => {
    if (!isObject(value)) return new Refused({ path, expected: 'Object', found: value });
    const known = Object.entries(members).flatMap(([key, schema]): Member<unknown>[] =>
      schema.isOptional === true && !(key in value) ? [] : [[key, schema, value[key]]],
    );
    return each(known, path, (found) => found as OutputOf<M>);
  };
}

/** Objects of several kinds, which the member `key` tells apart; `kinds` has the other members of each. */
export function variant<K extends string, V extends Record<string, Members>>(
  key: K,
  kinds: V,
): Schema<{ [N in keyof V]: Flat<Record<K, N> & OutputOf<V[N]>> }[keyof V]> {
  const names = oneOf(Object.keys(kinds));
  type Result = { [N in keyof V]: Flat<Record<K, N> & OutputOf<V[N]>> }[keyof V];
  return (value, path) => {
    if (!isObject(value)) return new Refused({ path, expected: 'Object', found: value });
    const name = names(value[key], [...path, key]);
    if (name instanceof Refused) return name;
    return object({ [key]: names, ...kinds[name] })(value, path) as Result | Refused;
  };
}

type Member<T> = [key: string, schema: Schema<T>, value: unknown];

/** The members that pass, as `made` of them; the first refusal, if one doesn't. */
function each<T, R>(
  members: readonly Member<T>[],
  path: readonly string[],
  made: (found: Record<string, T>) => R,
): R | Refused {
  const found: [string, T][] = [];
  for (const [key, schema, value] of members) {
    const result = schema(value, [...path, key]);
    if (result instanceof Refused) return result;
    found.push([key, result]);
  }
  return made(Object.fromEntries(found));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

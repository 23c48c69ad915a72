import type { CoreOptions } from './core.js';
import { type CompleteOptions, depths, strategies } from './old-engine.js';
import { ForewordError } from './errors.js';

/**
 * The options of a call as the core takes them, with this package's defaults.
 *
 * @throws {ForewordError} `"bad-argument"`
 */
export function coreOptions(options: CompleteOptions): CoreOptions {
  const { minConfidence, deadlineMs, allowNumbers, reuse, strategy, depth, verify } = options;
  return withoutAbsent({
    drafts: wholeNumber('drafts', options.drafts ?? 3, [1, 8]),
    tokens: wholeNumber('tokens', options.tokens ?? 8, [1, 32]),
    minConfidence: number('minConfidence', minConfidence, 1),
    deadlineMs: number('deadlineMs', deadlineMs, Number.MAX_VALUE),
    allowNumbers: flag('allowNumbers', allowNumbers),
    reuse: flag('reuse', reuse),
    strategy: choice('strategy', strategy, strategies),
    depth: choice('depth', depth, depths),
    verify: verify === undefined ? undefined : wholeNumber('verify', verify, [0, 32]),
  });
}

/** Members that are `undefined` left out, as the core's types have it. */
function withoutAbsent(members: { [K in keyof Required<CoreOptions>]: CoreOptions[K] }): CoreOptions {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined),
  ) as unknown as CoreOptions;
}

function wholeNumber(name: string, value: number, [min, max]: [min: number, max: number]): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  const message = `${name} must be a whole number from ${min} to ${max}, not ${value}`;
  throw new ForewordError('bad-argument', message, { max, found: value });
}

function number(name: string, value: number | undefined, max: number): number | undefined {
  if (value === undefined || (typeof value === 'number' && value >= 0 && value <= max)) return value;
  throw refused(name, 'a number from 0', value, { max });
}

function flag(name: string, value: boolean | undefined): boolean | undefined {
  if (value === undefined || typeof value === 'boolean') return value;
  throw refused(name, 'true or false', value);
}

function choice<T extends string>(name: string, value: T | undefined, known: readonly T[]): T | undefined {
  if (value === undefined || known.includes(value)) return value;
  throw refused(name, `one of ${known.join(', ')}`, value);
}

function refused(name: string, expected: string, found: unknown, details = {}): ForewordError {
  return new ForewordError('bad-argument', `${name} must be ${expected}, not ${String(found)}`, details);
}

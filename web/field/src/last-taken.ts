import { type Key, isModifier } from './keys.js';

/** So long after a draft was taken, the key that took it means nothing else. */
const sameKeyMs = 500;

/**
 * Remembers the key that took a draft. Held, or pressed once more in the same move, it would otherwise do what the
 * browser does with it, and Tab would take the person out of the field.
 */
export class LastTaken {
  #key: Key | undefined;
  #at = -Infinity;

  /** `key` took a draft at `now`, in milliseconds. */
  by(key: Key, now: number): void {
    this.#key = key;
    this.#at = now;
  }

  /** Whether `key`, pressed at `now`, is the same key held down, or the same key pressed again in haste. */
  isStill(key: Key, now: number): boolean {
    return isSame(this.#key, key) && (key.repeat || now - this.#at < sameKeyMs);
  }

  /** `key` was pressed. If it is another one, the person has gone on. */
  release(key: Key): void {
    if (!isModifier(key) && !isSame(this.#key, key)) this.#key = undefined;
  }
}

function isSame(one: Key | undefined, other: Key): boolean {
  return (
    one?.key === other.key &&
    one.altKey === other.altKey &&
    one.ctrlKey === other.ctrlKey &&
    one.metaKey === other.metaKey &&
    one.shiftKey === other.shiftKey
  );
}

import { type Key, isModifier } from './keys.js';

/** Marks that stand right behind a word. */
const closing = /^[.,;:!?)\]}…”’]$/u;

/** So many characters before the caret tell that it is still behind the same space. */
const remembered = 100;

/**
 * Remembers the space that an inserted draft ended with. A person who types a space there, as ever after a word, wants no
 * second one; and a mark belongs to the word.
 */
export class OwnSpace {
  #before: string | undefined;

  /** `text` was inserted behind `before`. */
  inserted(before: string, text: string): void {
    this.#before = /\S $/.test(text) ? `${before}${text}`.slice(-remembered) : undefined;
  }

  /** What a key typed behind `before` does to the space: it is that space, or takes its place. The space is nobody's then. */
  meets(key: Key, before: string): 'space' | 'mark' | undefined {
    if (isModifier(key)) return undefined;
    const isThere = this.#before !== undefined && before.endsWith(this.#before);
    this.#before = undefined;
    if (!isThere || key.altKey || key.ctrlKey || key.metaKey) return undefined;
    if (key.key === ' ') return 'space';
    return closing.test(key.key) ? 'mark' : undefined;
  }
}

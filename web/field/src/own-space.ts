import { type Key, isModifier } from './keys.js';

/** Marks that stand right behind a word. */
const closing = /^[.,;:!?)\]}…”’]$/u;

/** So many characters before the caret tell that it is still behind the same space. */
const length = 100;

/**
 * Remembers the space that an inserted draft ended with. A person who types a space there, as ever after a word, wants no
 * second one; and a mark belongs to the word.
 */
export class OwnSpace {
  #before: string | undefined;

  /** `text` was inserted behind `before`. */
  inserted(before: string, text: string): void {
    this.#before = /\S $/.test(text) ? `${before}${text}`.slice(-length) : undefined;
  }

  /**
   * What a key does to the space: it is that space, or takes its place. The space is nobody's then. `before` reads the text
   * before the caret, which costs something and is needed right after a draft only.
   */
  meets(key: Key, before: () => string): 'space' | 'mark' | undefined {
    const remembered = this.#before;
    if (remembered === undefined || isModifier(key)) return undefined;
    this.#before = undefined;
    if (key.altKey || key.ctrlKey || key.metaKey || !before().endsWith(remembered)) return undefined;
    if (key.key === ' ') return 'space';
    return closing.test(key.key) ? 'mark' : undefined;
  }
}

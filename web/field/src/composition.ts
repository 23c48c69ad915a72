import type { Surroundings } from './offer.js';

/** One word under way, with the space that some keyboards put before it. Methods that convert also compose phrases. */
const latinWord = /^\s?[\p{Script=Latin}\p{M}'’-]*$/u;

/** Letters that are written by converting others. */
const converted =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Hangul}]/u;

/** Characters around the caret that tell in which script a person is writing. */
const looked = 100;

/**
 * What an input method is composing in a field. Keyboards of phones compose every word, letter by letter, and what
 * stands in the field is what the person means; methods that convert letters (pinyin, kana) are left alone, since
 * what stands there is still to become something else.
 */
export class Composition {
  #text: string | undefined;
  /** The last word in Latin letters became one in other letters: this method converts. */
  #converts = false;

  /** @param mayBeWords - Whether compositions of Latin letters may be the words themselves. Asked at every change. */
  constructor(private readonly mayBeWords: () => boolean) {}

  /** The composition is `text` now, which is empty when it begins. */
  update(text: string): void {
    this.#text = text;
  }

  /** The composition ended, and left `text`. */
  end(text: string): void {
    const composed = this.#text ?? '';
    if (latinWord.test(composed) && composed !== '' && text !== '') this.#converts = converted.test(text);
    this.#text = undefined;
  }

  /** Whether what stands in the field is what the person means, so that drafts may continue it. */
  isOpen({ before, after }: Surroundings): boolean {
    if (this.#text === undefined) return true;
    if (this.#converts || !this.mayBeWords() || !latinWord.test(this.#text)) return false;
    return !converted.test(before.slice(-looked)) && !converted.test(after.slice(0, looked));
  }
}

/** Whether this device's keyboard is on the screen and not one for a language whose letters are converted. */
export function composesWords(): boolean {
  return matchMedia('(hover: none)').matches && !/^(zh|ja|ko)\b/i.test(navigator.language);
}

/** Counts how restless the suggestions are: how often one appears and goes while letters are typed. */
export class Calm {
  #letters = 0;
  #appearances = 0;
  #disappearances = 0;
  #isShown = false;

  /** So many letters were typed or taken. */
  wrote(letters: number): void {
    this.#letters += Math.max(0, letters);
  }

  /** Something is shown now, or nothing. */
  shows(isShown: boolean): void {
    if (isShown === this.#isShown) return;
    this.#isShown = isShown;
    if (isShown) this.#appearances += 1;
    else this.#disappearances += 1;
  }

  /** For 100 letters; `undefined` before there are any. */
  get per100(): { appearances: number; disappearances: number } | undefined {
    if (this.#letters === 0) return undefined;
    const of = (count: number) => (100 * count) / this.#letters;
    return { appearances: of(this.#appearances), disappearances: of(this.#disappearances) };
  }
}

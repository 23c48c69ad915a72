/**
 * Asks the browser to keep what the page stored: once a visit, when a first draft has been taken, so that there is
 * something the person may want to keep. Whatever the browser answers, or doesn't, nothing waits for it.
 */
export class Keeping {
  #isAsked = false;

  /** @param persist - `navigator.storage.persist`, which may be missing, throw, reject or never settle. */
  constructor(private readonly persist: () => Promise<unknown>) {}

  /** A draft was taken. */
  async taken(): Promise<void> {
    if (this.#isAsked) return;
    this.#isAsked = true;
    try {
      await this.persist();
    } catch {
      // The model is fetched again if it is cleared away.
    }
  }
}

/** Typing is saved this long after its last key, and at least so often while it goes on. */
const afterMs = 300;
const atLeastMs = 1500;
/** What could not be saved is tried again. */
const againMs = 4000;

/** How much of what was written is kept. */
export type Saving = { state: 'saved' } | { state: 'saving' } | { state: 'failed'; error: unknown };

export interface SaverOptions {
  /**
   * Saves the document as it is now.
   *
   * @param isLast - The page may be gone when this returns.
   */
  save: (isLast: boolean) => Promise<void>;
  onState: (saving: Saving) => void;
}

/** Saves a document as it is written: soon after each change, and at once when the page goes. */
export class Saver {
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When the oldest change that isn't saved was made. */
  #since: number | undefined;
  #saving: Promise<void> | undefined;
  /** What is being saved has been handed over, whatever becomes of the page. */
  #isHandedOver = false;

  constructor(private readonly options: SaverOptions) {}

  /** Whether something isn't saved yet. */
  get isDirty(): boolean {
    return this.#since !== undefined || this.#saving !== undefined;
  }

  /** Something was written. */
  changed(): void {
    const now = performance.now();
    this.#since ??= now;
    this.plan(Math.min(afterMs, this.#since + atLeastMs - now));
  }

  /** Saves what isn't saved. Rejects if that fails; it is tried again by itself. */
  async flush(): Promise<void> {
    while (this.#saving !== undefined) await this.#saving.catch(() => undefined);
    if (this.#since !== undefined) await this.start(false);
  }

  /** The page is being hidden or closed, and there may be no later. */
  last(): void {
    // What is being saved may still wait for the disk, and would wait for ever. The state says what failed.
    if (this.#since !== undefined || (this.#saving !== undefined && !this.#isHandedOver)) {
      this.start(true).catch(() => undefined);
    }
  }

  private async start(isLast: boolean): Promise<void> {
    clearTimeout(this.#timer);
    const since = this.#since;
    this.#since = undefined;
    this.options.onState({ state: 'saving' });
    const saving = this.options.save(isLast);
    this.#saving = saving;
    this.#isHandedOver = isLast;
    try {
      await saving;
      this.done(saving);
      if (!this.isDirty) this.options.onState({ state: 'saved' });
    } catch (error) {
      this.done(saving);
      this.#since ??= since;
      this.options.onState({ state: 'failed', error });
      this.plan(againMs);
      throw error;
    }
  }

  private done(saving: Promise<void>): void {
    if (this.#saving === saving) this.#saving = undefined;
  }

  private plan(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => {
        this.flush().catch(() => undefined);
      },
      Math.max(0, ms),
    );
  }
}

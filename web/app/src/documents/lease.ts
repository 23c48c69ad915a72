import { locks } from './locks.js';
import { tabs } from './tabs.js';

/** A tab that doesn't give a document up for so long is asleep, and has nothing that isn't saved. */
const patienceMs = 2000;

export interface LeaseEvents {
  /** Another tab wants to write the document: everything is saved before the promise resolves. */
  onAsked(): Promise<void>;
  /** Another tab writes the document from now on. */
  onLost(): void;
}

/**
 * The right to write one document, which one tab has at a time. Whoever begins to write in another tab gets it from the
 * one that has it, so that nobody's words are lost and nobody is asked anything.
 */
export class Lease {
  #release: (() => void) | undefined;
  #taking: Promise<void> | undefined;
  #isOver = false;
  readonly #unlisten: () => void;

  constructor(
    private readonly id: string,
    private readonly events: LeaseEvents,
  ) {
    this.#unlisten = tabs.listen((notice) => {
      if (notice.kind === 'wanted' && notice.id === id && this.#release !== undefined) void this.yield();
    });
  }

  /** Whether this tab may write. */
  get isHeld(): boolean {
    return this.#release !== undefined || locks() === undefined;
  }

  /** Takes it if no other tab has it. */
  async tryTake(): Promise<boolean> {
    if (!this.isHeld) await this.request({ ifAvailable: true });
    return this.isHeld;
  }

  /** Takes it, from another tab if need be. */
  async take(): Promise<void> {
    if (this.isHeld || this.#isOver) return;
    this.#taking ??= this.takeOver().finally(() => (this.#taking = undefined));
    await this.#taking;
  }

  /** Gives it back; what is to be saved was saved. */
  end(): void {
    this.#isOver = true;
    this.#unlisten();
    this.release();
  }

  private async takeOver(): Promise<void> {
    const asked = this.request({ signal: AbortSignal.timeout(patienceMs) });
    tabs.tell({ kind: 'wanted', id: this.id });
    await asked;
    if (!this.isHeld && !this.#isOver) await this.request({ steal: true });
  }

  private async yield(): Promise<void> {
    await this.events.onAsked();
    this.release();
    this.events.onLost();
  }

  private release(): void {
    this.#release?.();
    this.#release = undefined;
  }

  /** Resolves when the lock is there, or isn't to be had. */
  private request(options: LockOptions): Promise<void> {
    return new Promise((resolve) => {
      const until = (lock: Lock | null) => {
        if (lock === null || this.#isOver) {
          resolve();
          return undefined;
        }
        return new Promise<void>((release) => {
          this.#release = release;
          resolve();
        });
      };
      const end = () => {
        // Another tab has stolen it, or the time is over.
        const wasHeld = this.#release !== undefined;
        this.#release = undefined;
        if (wasHeld) this.events.onLost();
        resolve();
      };
      locks()?.request(`foreword-document-${this.id}`, options, until).catch(end);
    });
  }
}

import type { DraftCounts, ProfileStatistics } from 'foreword';
import { Observable } from '../shell/observable.js';

/** Counts are handed on this long after the last of them. */
const afterMs = 5000;

const none: DraftCounts = { typed: 0, inserted: 0, taken: 0, dismissed: 0 };

/** Adds counts to today's; without any, only reads. */
export type Statistics = (add?: Partial<DraftCounts>) => Promise<ProfileStatistics>;

/** Counts keys, drafts that were taken, and those that were dismissed. No text is kept of them. */
export class Counter {
  /** What became of drafts today, as far as it is known. */
  readonly today = new Observable<DraftCounts>(none);
  #waiting = none;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #statistics: Statistics | undefined;

  /** @param field - The text, whose keys are counted. */
  constructor(field: HTMLElement) {
    field.addEventListener('input', (event) => {
      if (!(event instanceof InputEvent) || !event.inputType.startsWith('insert')) return;
      if (event.inputType === 'insertFromPaste' || event.inputType === 'insertFromDrop') return;
      this.add({ typed: 1 });
    });
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden') void this.hand();
    });
  }

  /** The profile is there: what was counted goes to it. */
  async keepIn(statistics: Statistics): Promise<void> {
    this.#statistics = statistics;
    await this.hand();
  }

  taken(text: string): void {
    // The insertion itself came as a key.
    this.add({ taken: 1, inserted: text.length, typed: -1 });
  }

  dismissed(): void {
    this.add({ dismissed: 1 });
  }

  private add(counts: Partial<DraftCounts>): void {
    this.#waiting = sum(this.#waiting, counts);
    this.today.value = sum(this.today.value, counts);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.hand(), afterMs);
  }

  private async hand(): Promise<void> {
    clearTimeout(this.#timer);
    const statistics = this.#statistics;
    if (statistics === undefined) return;
    const waiting = this.#waiting;
    this.#waiting = none;
    const isEmpty = Object.values(waiting).every((count) => count === 0);
    try {
      const { days } = await (isEmpty ? statistics() : statistics(waiting));
      this.today.value = sum(days[dayOf(new Date())] ?? none, this.#waiting);
    } catch {
      // They are counted again with the next.
      this.#waiting = sum(this.#waiting, waiting);
    }
  }
}

/** Keys that drafts have saved: what they put in, less the key that took each. */
export function savedKeys({ inserted, taken }: DraftCounts): number {
  return Math.max(0, inserted - taken);
}

/** Days since the beginning of 1970 where the writer is, as the profile counts them. */
export function dayOf(now: Date): number {
  return Math.floor(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()) / 86_400_000);
}

function sum(one: DraftCounts, other: Partial<DraftCounts>): DraftCounts {
  const { typed = 0, inserted = 0, taken = 0, dismissed = 0 } = other;
  return {
    typed: Math.max(0, one.typed + typed),
    inserted: one.inserted + inserted,
    taken: one.taken + taken,
    dismissed: one.dismissed + dismissed,
  };
}

import type { StoredValue } from '../storage/index.js';
import { type Histogram, counted, histogramFrom } from './histogram.js';

/** The times of one day on one kind of processor. They say nothing of what was written. */
export interface SpeedDay {
  /** Days since the beginning of 1970, local. */
  day: number;
  used: 'cpu' | 'webgpu';
  /** From a key to its drafts. */
  times: Histogram;
}

/** Days that are kept, both kinds of processor together: about a year. */
const mostDays = 400;

/** Writing each time would cost more than what is measured. */
const writeAfterMs = 5000;

/**
 * This device's times from a key to its drafts, by day. What is kept is bounded: the oldest day goes when a new one
 * comes. Several tabs may lose each other's last seconds, never a day.
 */
export class SpeedRecord {
  #pending: { day: number; used: SpeedDay['used']; ms: number }[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly stored: StoredValue,
    private readonly today: () => number = localDay,
  ) {}

  /** Notes one answer. Nothing waits for it. */
  add(ms: number, used: SpeedDay['used']): void {
    if (!Number.isFinite(ms) || ms < 0) return;
    this.#pending.push({ day: this.today(), used, ms });
    this.#timer ??= setTimeout(() => void this.flush().catch(() => undefined), writeAfterMs);
  }

  /** All days, the oldest first. */
  async days(): Promise<SpeedDay[]> {
    return this.merged(daysFrom(await this.stored.read()));
  }

  /** Keeps what was noted, as before the page goes. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#pending.length === 0) return;
    // Read again: another tab may have written.
    const days = await this.days();
    this.#pending = [];
    await this.stored.write({ version: 1, days });
  }

  /** Forgets all. */
  async clear(): Promise<void> {
    this.#pending = [];
    await this.stored.write({ version: 1, days: [] });
  }

  private merged(stored: readonly SpeedDay[]): SpeedDay[] {
    const days = [...stored];
    for (const { day, used, ms } of this.#pending) {
      const at = days.findIndex((one) => one.day === day && one.used === used);
      const before = days[at]?.times ?? [];
      const one = { day, used, times: counted(before, ms) };
      if (at < 0) days.push(one);
      else days[at] = one;
    }
    return days.sort((a, b) => a.day - b.day).slice(-mostDays);
  }
}

/** Of whatever was stored. */
export function daysFrom(stored: unknown): SpeedDay[] {
  const { days } = (typeof stored === 'object' && stored !== null ? stored : {}) as { days?: unknown };
  if (!Array.isArray(days)) return [];
  return days.slice(-mostDays).flatMap((one: unknown) => {
    const { day, used, times } = (typeof one === 'object' && one !== null ? one : {}) as Record<
      string,
      unknown
    >;
    if (typeof day !== 'number' || !Number.isSafeInteger(day)) return [];
    return used === 'cpu' || used === 'webgpu' ? [{ day, used, times: histogramFrom(times) }] : [];
  });
}

/** Today, as the person's clock has it. */
export function localDay(date: Date = new Date()): number {
  return Math.floor((date.getTime() - date.getTimezoneOffset() * 60_000) / 86_400_000);
}

import type { DraftCounts, ProfileStatistics } from 'foreword';

/** Keystrokes that drafts saved: what they put in, less the key that took each. */
export function saved({ inserted, taken }: DraftCounts): number {
  return Math.max(0, inserted - taken);
}

/** Which share of all keystrokes that is, 0 to 1; `undefined` where nothing was written. */
export function savedShare(counts: DraftCounts): number | undefined {
  const all = counts.typed + counts.taken + saved(counts);
  return all === 0 ? undefined : saved(counts) / all;
}

/** All days together. */
export function sumOf({ before, days }: ProfileStatistics): DraftCounts {
  const sum = { ...before };
  for (const day of Object.values(days)) {
    sum.typed += day.typed;
    sum.inserted += day.inserted;
    sum.taken += day.taken;
    sum.dismissed += day.dismissed;
  }
  return sum;
}

/** Keystrokes saved on the last days up to `today`, the oldest first; 0 for days without any. */
export function lastDays(
  { days }: ProfileStatistics,
  today: number,
  length: number,
): { day: number; saved: number }[] {
  return Array.from({ length }, (_, at) => {
    const day = today - length + 1 + at;
    const counts = days[day];
    return { day, saved: counts === undefined ? 0 : saved(counts) };
  });
}

import { type Histogram, percentile, total } from './histogram.js';
import type { SpeedDay } from './record.js';

/** A day's times on all processors together. */
export interface DayTimes {
  day: number;
  count: number;
  p50: number;
  p95: number;
}

/** Histograms added up. */
export function added(histograms: readonly Histogram[]): Histogram {
  const length = Math.max(0, ...histograms.map((one) => one.length));
  return Array.from({ length }, (_, at) => histograms.reduce((sum, one) => sum + (one[at] ?? 0), 0));
}

/** By day, the oldest first; days without a time are left out. */
export function dayTimes(days: readonly SpeedDay[]): DayTimes[] {
  const byDay = new Map<number, Histogram[]>();
  for (const { day, times } of days) byDay.set(day, [...(byDay.get(day) ?? []), times]);
  return [...byDay].flatMap(([day, histograms]) => {
    const all = added(histograms);
    const [p50, p95] = [percentile(all, 0.5), percentile(all, 0.95)];
    return p50 === undefined || p95 === undefined ? [] : [{ day, count: total(all), p50, p95 }];
  });
}

/** All times of the last days there are any of. */
export function latest(days: readonly SpeedDay[], length: number): Histogram {
  const last = days.at(-1)?.day ?? 0;
  return added(days.filter(({ day }) => day > last - length).map(({ times }) => times));
}

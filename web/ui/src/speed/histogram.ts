/**
 * Counts of times in classes that grow by a fifth root of two, 1 ms to 16 s: place `i` counts those up to
 * `2 ** (i / 5)` ms. A day of any length fits into 70 small numbers, and a percentile is off by less than 15%.
 */
export type Histogram = readonly number[];

const perOctave = 5;
const classes = 14 * perOctave + 1;

/** The class of a time. */
export function bucketOf(ms: number): number {
  if (!(ms > 1)) return 0;
  return Math.min(classes - 1, Math.ceil(perOctave * Math.log2(ms)));
}

/** One more time. */
export function counted(histogram: Histogram, ms: number): Histogram {
  const bucket = bucketOf(ms);
  const length = Math.max(histogram.length, bucket + 1);
  return Array.from({ length }, (_, at) => (histogram[at] ?? 0) + (at === bucket ? 1 : 0));
}

/** How many times were counted. */
export function total(histogram: Histogram): number {
  return histogram.reduce((sum, count) => sum + count, 0);
}

/** The time that the share `p` stays within, spread evenly within its class; `undefined` if there is none. */
export function percentile(histogram: Histogram, p: number): number | undefined {
  const all = total(histogram);
  if (all === 0) return undefined;
  const wanted = p * all;
  let seen = 0;
  for (const [bucket, count] of histogram.entries()) {
    if (count > 0 && seen + count >= wanted) {
      const lower = bucket === 0 ? 0.5 : 2 ** ((bucket - 1) / perOctave);
      const upper = 2 ** (bucket / perOctave);
      return lower + (upper - lower) * Math.min(1, Math.max(0, (wanted - seen) / count));
    }
    seen += count;
  }
  return undefined;
}

/** Of whatever was stored; what isn't a count is none. */
export function histogramFrom(stored: unknown): Histogram {
  if (!Array.isArray(stored)) return [];
  return stored
    .slice(0, classes)
    .map((count) => (Number.isSafeInteger(count) && (count as number) > 0 ? (count as number) : 0));
}

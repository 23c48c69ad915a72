import type { Histogram } from './histogram.js';

/** What a test has measured. */
export interface SpeedResult {
  /** From a letter to its drafts. */
  times: Histogram;
  /** Letters that were typed. */
  letters: number;
  /** Seconds that it took. */
  seconds: number;
  /** Where drafts were computed, for people: `"processor"`. */
  where: string;
}

/** Types known texts and measures, until `seconds` are over or the signal ends it, when it rejects with its reason. */
export type SpeedTest = (options: {
  seconds: number;
  signal: AbortSignal;
  onProgress: (result: SpeedResult) => void;
}) => Promise<SpeedResult>;

import type { BackendStatus, ProfileStatistics } from 'foreword';
import type { SpeedDay } from './record.js';
import type { SpeedTest } from './test.js';

/** What the page of this device's speed is given. */
export interface SpeedProps {
  /** Times by day: `SpeedRecord` is one. */
  record: { days(): Promise<SpeedDay[]>; clear(): Promise<void> };
  /** What became of drafts, by day: the profile's `statistics`. Without it saved keystrokes aren't shown. */
  statistics?: (() => Promise<ProfileStatistics>) | undefined;
  /** Where drafts are computed now. */
  backend?: BackendStatus | undefined;
  /** The one-minute test; see `engineSpeedTest` of `foreword-ui/engine`. Without it no test is offered. */
  test?: SpeedTest | undefined;
  /** Names the program in a result that is shared, such as `"Foreword 0.1.0"`. */
  program?: string | undefined;
}

import type { Core, CoreEngine, Probe, Verdict } from '../core.js';
import { toForewordError } from '../errors.js';
import type { Activity } from './activity.js';
import type { Limits } from './limits.js';
import { cancelProbe } from './release.js';
import { withTimeout } from './timeout.js';

export interface TrialParts {
  /** The processor's module and engine. */
  cpu: { core: Core; engine: CoreEngine };
  activity: Activity;
  limits: Limits;
  signal: AbortSignal;
}

/**
 * Has both engines continue the same contexts, and compares. Each is probed in pauses, with no call under way:
 * otherwise the times would be wrong, and the person who types would wait.
 *
 * @param options.isPatient - The graphics card is compared even if it is far slower.
 */
export async function compare(
  parts: TrialParts,
  gpu: CoreEngine,
  { contexts, isPatient }: { contexts: string[]; isPatient: boolean },
): Promise<Verdict> {
  const { core, engine } = parts.cpu;
  const expected = await probeInPause(parts, engine, (probed) => probed.probe(contexts));
  const hopelessMs = isPatient ? undefined : 2 * expected.keystrokeMs;
  const found = await probeInPause(parts, gpu, (probed) => probed.probe(contexts, hopelessMs));
  return core.judge(found, expected);
}

/** Probes an engine in a pause, and again in a longer pause whenever a call came in between. */
async function probeInPause(
  { activity, limits, signal }: TrialParts,
  engine: CoreEngine,
  start: (engine: CoreEngine) => Promise<Probe>,
): Promise<Probe> {
  for (let pauseMs = limits.quietMs; ; pauseMs = Math.min(2 * pauseMs, limits.longestQuietMs)) {
    await activity.quiet(pauseMs, signal);
    const state = { isInterrupted: false };
    let stop: () => void = () => undefined;
    try {
      const found = await activity.whenIdle(() => {
        stop = activity.onCall(() => {
          state.isInterrupted = true;
          cancelProbe(engine);
        });
        return withTimeout(limits.testMs, start(engine), signal);
      });
      if (!state.isInterrupted) return found;
    } catch (error) {
      if (signal.aborted) cancelProbe(engine);
      // A cancellation that came too late for its call ends the probe as well.
      if (signal.aborted || toForewordError(error).code !== 'cancelled') throw error;
    } finally {
      stop();
    }
  }
}

import type { Core, CoreEngine, Probe, Verdict } from '../core.js';
import { toForewordError } from '../errors.js';
import type { Activity } from './activity.js';
import type { Limits } from './limits.js';
import { within } from './within.js';

export interface TrialParts {
  /** The processor's module and engine. */
  cpu: { core: Core; engine: CoreEngine };
  activity: Activity;
  limits: Limits;
  signal: AbortSignal;
}

/**
 * Has both engines go on from the same contexts, and judges. Each is asked in pauses, with nothing else under way: times
 * would be wrong otherwise, and whoever types would wait.
 *
 * @param options.isPatient - The graphics card is compared even if it is far slower.
 */
export async function compare(
  parts: TrialParts,
  gpu: CoreEngine,
  { contexts, isPatient }: { contexts: string[]; isPatient: boolean },
): Promise<Verdict> {
  const { core, engine } = parts.cpu;
  const expected = await inPauses(parts, engine, () => engine.probe(contexts));
  const hopelessMs = isPatient ? undefined : 2 * expected.keystrokeMs;
  const found = await inPauses(parts, gpu, () => gpu.probe(contexts, hopelessMs));
  return core.judge(found, expected);
}

/** Asks an engine in a pause, and again in a longer one whenever a call came in between. */
async function inPauses(
  { activity, limits, signal }: TrialParts,
  engine: CoreEngine,
  probe: () => Promise<Probe>,
): Promise<Probe> {
  for (let pauseMs = limits.quietMs; ; pauseMs = Math.min(2 * pauseMs, limits.longestQuietMs)) {
    do await activity.quiet(pauseMs, signal);
    while (!activity.isIdle);
    const state = { isInterrupted: false };
    const stop = activity.onCall(() => {
      state.isInterrupted = true;
      engine.cancel();
    });
    try {
      const found = await within(limits.testMs, probe(), signal);
      if (!state.isInterrupted) return found;
    } catch (error) {
      // A cancellation that came too late for its call ends the probe as well.
      if (signal.aborted || toForewordError(error).code !== 'cancelled') throw error;
    } finally {
      stop();
    }
  }
}

import { type CoreEngine, noSession } from '../core.js';

/** How long an engine has to end its calls before its memory is given back, in milliseconds. */
const graceMs = 100;

/** Ends the probe of an engine, if one runs. */
export function cancelProbe(engine: CoreEngine): void {
  try {
    engine.cancel(noSession);
  } catch {
    // The engine crashed, and its probe with it.
  }
}

/** Ends an engine and gives the device's memory back. Its completions must have been cancelled. */
export function release(engine: CoreEngine): void {
  cancelProbe(engine);
  setTimeout(() => {
    try {
      engine.free?.();
    } catch {
      // A call on a device that hangs never ends, and its engine can't be freed under it.
    }
  }, graceMs);
}

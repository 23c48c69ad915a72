import { toForewordError, toWire } from '../errors.js';
import type { DecoderState } from '../types.js';

/** The decoder's state after `task`. Only errors that end the whole engine are thrown. */
export async function decoderStateAfter(task: () => Promise<void>): Promise<DecoderState> {
  try {
    await task();
    return { state: 'loaded' };
  } catch (error) {
    const reason = toForewordError(error);
    if (reason.code === 'engine-crashed' || reason.code === 'disposed') throw reason;
    return { state: 'failed', error: toWire(reason) };
  }
}

import type { BackendStatus } from '../backend/status.js';
import type { Progress } from '../types.js';
import type { Output } from './answers.js';
import type { CallKind, Input } from './requests.js';

/**
 * A way to the host of an engine: in this thread or in a worker. Both pass the same tests.
 *
 * Every promise rejects with a {@link ForewordError}. After one with `code` `"engine-crashed"` the engine is gone, and
 * perhaps its sessions with it; `load` starts a new one.
 */
export interface Transport {
  /** @param onProgress - Told how `load` gets on; other calls have no progress. */
  call<K extends CallKind>(
    kind: K,
    input: Input<K>,
    onProgress?: (progress: Progress) => void,
  ): Promise<Output<K>>;
  /** Ends the engine and rejects the pending calls. */
  dispose(): void;
}

/** What a transport tells besides answers. */
export interface TransportEvents {
  /** The engine died, whether or not a call was pending. */
  onCrash?(): void;
  /** Drafts are computed elsewhere than before, or more is known about why. */
  onBackend?(status: BackendStatus): void;
}

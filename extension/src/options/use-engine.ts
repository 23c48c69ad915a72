import { useEffect, useMemo, useState } from 'preact/hooks';
import { RemoteEngine } from '../pages/remote.js';
import type { EngineState } from '../protocol/field-messages.js';

export interface UsedEngine {
  readonly remote: RemoteEngine;
  readonly state: EngineState;
  /** What its state means, for people. */
  readonly message: string;
}

/** The engine of all tabs, and how it is. */
export function useEngine(): UsedEngine {
  const [{ state, message }, setState] = useState<{ state: EngineState; message: string }>({
    state: 'unloaded',
    message: '',
  });
  const remote = useMemo(
    () =>
      new RemoteEngine((is, says) => {
        setState({ state: is, message: says });
      }),
    [],
  );
  useEffect(() => {
    // Memory and voices need its tokens; whoever opens this page is about to use them.
    remote.load().catch(() => undefined);
  }, [remote]);
  return { remote, state, message };
}

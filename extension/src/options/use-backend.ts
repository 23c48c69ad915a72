import type { BackendStatus } from 'foreword';
import { useEffect, useState } from 'preact/hooks';
import type { UsedEngine } from './use-engine.js';

/** Where drafts are computed, once the engine is ready. */
export function useBackend({ remote, state }: UsedEngine): BackendStatus | undefined {
  const [status, setStatus] = useState<BackendStatus>();
  useEffect(() => {
    if (state !== 'ready') return;
    remote.engine.backend().then(setStatus, () => undefined);
  }, [remote, state]);
  return status;
}

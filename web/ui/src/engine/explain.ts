import type { EngineAccess } from '../contracts/index.js';
import type { Explain } from '../why/explain.js';

/** What an engine would offer behind a text, and why. */
export function engineExplain(engine: Pick<EngineAccess, 'session'>): Explain {
  return async (before, { kind, signal }) => {
    const session = engine.session({ kind, learns: false });
    try {
      const { drafts } = await session.complete({ before }, { drafts: 3, ...(signal && { signal }) });
      const explained = [];
      for (const draft of drafts) {
        const why = await session.why?.({ before }, draft);
        signal?.throwIfAborted();
        if (why !== undefined) explained.push({ draft, why });
      }
      return explained;
    } finally {
      session.dispose();
    }
  };
}

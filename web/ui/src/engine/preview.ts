import type { EngineAccess } from '../contracts/index.js';
import type { Preview } from '../voice/props.js';

/** Enough for three drafts that tell voices apart. */
const options = { drafts: 3, tokens: 8, minConfidence: 0 };

/** Drafts under a voice, of an engine. Each preview has a session of its own, which ends with it. */
export function enginePreview(engine: Pick<EngineAccess, 'session'>): Preview {
  return async (before, { kind, examples, personal }, signal) => {
    // A profile reads its own examples before each text by itself.
    const prefix = personal ? '' : examples.map((example) => `${example.trim()}\n\n`).join('');
    const session = engine.session({ kind, prefix, personal, learns: false });
    try {
      const { drafts } = await session.complete({ before }, { ...options, signal });
      return drafts.map(({ text }) => text);
    } finally {
      session.dispose();
    }
  };
}

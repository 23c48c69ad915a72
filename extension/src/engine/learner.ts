import { kindOf } from '../settings/kind.js';
import type { Learner } from './connection.js';
import type { EngineKeeper } from './keeper.js';

/**
 * Learns into the engine's profile, one text after another. The profile has its own rules: its owner may have switched
 * learning off, or excluded the site, and secrets in a text are left out.
 */
export function profileLearner(keeper: EngineKeeper): Learner {
  let last: Promise<unknown> = Promise.resolve();
  const queue = (run: () => Promise<unknown>) => {
    last = last.then(run).catch((error: unknown) => {
      // Nothing that a person does depends on it.
      console.warn(`nothing was learned: ${String(error)}`);
    });
  };
  return {
    learn: ({ text, site, origin }) => {
      queue(() =>
        keeper.guarded(({ profile }) => profile.learn({ text, site, origin, kind: kindOf(site) }), true),
      );
    },
    count: (counts) => {
      queue(() => keeper.guarded(({ profile }) => profile.statistics(counts), true));
    },
  };
}

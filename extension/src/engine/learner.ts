import type { Learner } from './connection.js';
import type { EngineKeeper } from './keeper.js';

/** Learns into the engine's profile. */
export function profileLearner(_keeper: EngineKeeper): Learner {
  return { learn: () => undefined, count: () => undefined };
}

import { Host } from '../engine/host.js';
import { profileLearner } from '../engine/learner.js';
import { makeEngine } from '../engine/make-engine.js';
import { readSettings } from '../settings/storage.js';
import { rulesOf } from '../settings/verdict.js';
import { startBackground } from './background.js';

/** Firefox's event page: background and engine in one document. */
const host = new Host({ make: makeEngine, learner: profileLearner });
startBackground({
  ensure: () => Promise.resolve(),
  onRules: (rules) => {
    host.follow(rules);
  },
});
host.start();
void readSettings().then((settings) => {
  host.follow(rulesOf(settings));
});

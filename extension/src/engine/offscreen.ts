import { Host } from './host.js';
import { profileLearner } from './learner.js';
import { makeEngine } from './make-engine.js';

/** The document in which Chromium lets a worker live; in Firefox the background is such a page itself. */
const host = new Host({ make: makeEngine, learner: profileLearner });
host.start();
void host.askForRules();

/** What the pages are given, made of an engine. */

export { enginePreview } from './preview.js';
export { engineExplain } from './explain.js';
export { engineSpeedTest } from './speed-test.js';

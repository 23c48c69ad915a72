export { SpeedRecord } from './record.js';
export type { SpeedDay } from './record.js';
export { bucketOf, percentile } from './histogram.js';
export type { Histogram } from './histogram.js';

export { Speed } from './speed.js';
export type * from './props.js';
export { SpeedRecord } from './record.js';
export type { SpeedDay } from './record.js';
export type { SpeedResult, SpeedTest } from './test.js';

export { FirstRun } from './first-run.js';
export type * from './props.js';

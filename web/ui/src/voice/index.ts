export { Voice } from './voice.js';
export type * from './props.js';

export { Memory } from './memory.js';
export type * from './props.js';

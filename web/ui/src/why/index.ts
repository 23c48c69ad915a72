export { WhyDraft } from './why.js';
export type * from './props.js';
export type * from './explain.js';

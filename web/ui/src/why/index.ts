export { explanationOf } from './explanation.js';
export { messagesOf } from './messages-of.js';
export { WhyDraft } from './why.js';
export type * from './explain.js';
export type * from './props.js';

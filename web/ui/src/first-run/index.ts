export { FirstRun } from './first-run.js';
export { KeysHelp, asksForHelp } from './keys-help.js';
export type { OtherKeys } from './keys-help.js';
export type * from './props.js';

export type {
  AdapterOf,
  Box,
  CaretPlace,
  FieldAdapter,
  FieldEvents,
  FieldKey,
  TextLayout,
} from './adapters/adapter.js';
export { adapterFor } from './adapters/for.js';
export { attach } from './attach.js';
export type { AttachOptions, Attached, SessionSource } from './attach.js';
export { defaultCalm } from './calm.js';
export type { Calm } from './calm.js';
export type { Explain, Explanation } from './explainer.js';
export type { FieldSession } from './fitting.js';
export { defaultKeys } from './keys.js';
export type { Action, Binding, Key } from './keys.js';
export type { Offer, Surroundings } from './offer.js';
export type { Phase } from './phase.js';

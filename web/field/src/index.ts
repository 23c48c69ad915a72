export type { Box, FieldAdapter, FieldEvents, FieldKey, TextLayout } from './adapters/adapter.js';
export { adapterFor } from './adapters/for.js';
export { attach } from './attach.js';
export type { AttachOptions, Attached } from './attach.js';
export { defaultKeys } from './keys.js';
export type { Action, Binding, Key } from './keys.js';
export type { Offer, Surroundings } from './offer.js';
export type { Phase } from './phase.js';

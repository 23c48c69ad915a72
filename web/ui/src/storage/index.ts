export { areaValue, localValue, memoryValue } from './stored-value.js';
export type { ExtensionArea, StoredValue } from './stored-value.js';

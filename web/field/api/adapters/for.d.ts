import type { FieldAdapter } from './adapter.js';
/** The adapter of an element; `undefined` if it is no field that can be read and written to safely. */
export declare function adapterFor(element: HTMLElement): FieldAdapter | undefined;

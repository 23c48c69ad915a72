import type { AdapterOf } from '../adapters/adapter.js';
/** What is used of Quill 2. */
export interface QuillEditor {
    readonly history: {
        cutoff(): void;
    };
    isEnabled(): boolean;
    update(source: 'user'): unknown;
}
/**
 * The adapter of a Quill 2 editor. Quill takes the browser's command like typed text, in the formats at the caret.
 *
 * @example
 * ```ts
 * import { attach } from 'foreword-field';
 * import { quill } from 'foreword-field/quill';
 *
 * attach(editor.root, engine, { adapter: quill(editor) });
 * ```
 */
export declare function quill(editor: QuillEditor): AdapterOf;

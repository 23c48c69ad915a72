import type { AdapterOf } from '../adapters/adapter.js';
/** What is used of TinyMCE's `Editor`. */
export interface TinyMceEditor {
    readonly undoManager: {
        add(): unknown;
    };
    readonly mode: {
        isReadOnly(): boolean;
    };
}
/**
 * The adapter of a TinyMCE editor, inline or in its frame.
 *
 * @example
 * ```ts
 * import { attach } from 'foreword-field';
 * import { tinymce } from 'foreword-field/tinymce';
 *
 * attach(editor.getBody(), engine, { adapter: tinymce(editor) });
 * ```
 */
export declare function tinymce(editor: TinyMceEditor): AdapterOf;

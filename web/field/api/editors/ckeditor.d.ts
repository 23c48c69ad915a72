import type { AdapterOf } from '../adapters/adapter.js';
/** What is used of CKEditor 5's `Editor`. */
export interface CkEditor {
    readonly isReadOnly: boolean;
    readonly model: {
        readonly document: {
            readonly version: number;
            readonly selection: {
                getAttributes(): Iterable<unknown>;
            };
        };
        change(run: (writer: {
            createText(text: string, attributes: never): unknown;
        }) => void): unknown;
        insertContent(content: never): unknown;
    };
}
/**
 * The adapter of a CKEditor 5 editor. Text goes into the editor's model, in the formats at the caret; what a command
 * does to what is shown would be undone.
 *
 * @example
 * ```ts
 * import { attach } from 'foreword-field';
 * import { ckeditor } from 'foreword-field/ckeditor';
 *
 * const element = editor.ui.getEditableElement();
 * if (element) attach(element, engine, { adapter: ckeditor(editor) });
 * ```
 */
export declare function ckeditor(editor: CkEditor): AdapterOf;

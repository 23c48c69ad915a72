import type { AdapterOf } from '../adapters/adapter.js';
/** What is used of CodeMirror 6's `EditorView`. */
export interface CodeMirrorView {
    readonly state: {
        readonly readOnly: boolean;
        readonly doc: {
            readonly length: number;
            sliceString(from: number, to: number): string;
        };
        readonly selection: {
            readonly main: {
                readonly head: number;
            };
            readonly ranges: readonly unknown[];
        };
    };
    posAtDOM(node: Node, offset: number): number;
    dispatch(transaction: {
        changes?: {
            from: number;
            to?: number;
            insert: string;
        };
        selection: {
            anchor: number;
        };
        userEvent: string;
        scrollIntoView?: boolean;
    }): void;
}
/**
 * The adapter of a CodeMirror 6 editor. The text is read from the editor's state, since the document shows only the
 * lines in view.
 *
 * @example
 * ```ts
 * import { attach } from 'foreword-field';
 * import { codemirror } from 'foreword-field/codemirror';
 *
 * attach(view.contentDOM, engine, { adapter: codemirror(view) });
 * ```
 */
export declare function codemirror(view: CodeMirrorView): AdapterOf;

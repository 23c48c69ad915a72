import type { AdapterOf } from '../adapters/adapter.js';
/** What is used of ProseMirror's `EditorView`. */
export interface ProseMirrorView {
    readonly editable: boolean;
    readonly state: {
        readonly tr: Transaction;
        readonly selection: {
            readonly empty: boolean;
            readonly head: number;
        };
        readonly doc: {
            textBetween(from: number, to: number): string;
        };
    };
    dispatch(transaction: unknown): void;
}
interface Transaction {
    insertText(text: string, from?: number, to?: number): Transaction;
    scrollIntoView(): Transaction;
    setMeta(key: string, value: unknown): Transaction;
}
/**
 * The adapter of a ProseMirror editor, and of Tiptap, whose editor has its view as `editor.view`. Text is inserted with
 * a transaction of its own, which is a step of its own in `prosemirror-history`.
 *
 * @example
 * ```ts
 * import { attach } from 'foreword-field';
 * import { prosemirror } from 'foreword-field/prosemirror';
 *
 * attach(editor.view.dom, engine, { adapter: prosemirror(editor.view) });
 * ```
 */
export declare function prosemirror(view: ProseMirrorView): AdapterOf;
export {};

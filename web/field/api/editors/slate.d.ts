import type { AdapterOf } from '../adapters/adapter.js';
/** What is used of Slate's `Editor`, with or without `withHistory`. */
export interface SlateEditor {
    /** Not used; without it every object would fit. */
    readonly children: readonly unknown[];
    readonly history?: {
        readonly undos: readonly {
            readonly operations: Operation[];
        }[];
    };
}
interface Operation {
    readonly type: string;
    readonly offset?: number;
    readonly text?: string;
}
/**
 * The adapter of a Slate editor. Text goes into Slate's own document, at the caret that is on screen; what a command does
 * to what is shown would be lost.
 *
 * @example
 * ```ts
 * import { attach } from 'foreword-field';
 * import { slate } from 'foreword-field/slate';
 * import { ReactEditor } from 'slate-react';
 *
 * attach(ReactEditor.toDOMNode(editor, editor), engine, { adapter: slate(editor) });
 * ```
 */
export declare function slate(editor: SlateEditor): AdapterOf;
export {};

import type { AdapterOf } from '../adapters/adapter.js';
/** What is used of Lexical's `LexicalEditor`. */
export interface LexicalEditor {
    isEditable(): boolean;
}
/**
 * The adapter of a Lexical editor. Lexical takes the browser's command like typed text, in an update of its own.
 *
 * @example
 * ```ts
 * import { attach } from 'foreword-field';
 * import { lexical } from 'foreword-field/lexical';
 *
 * const root = editor.getRootElement();
 * if (root) attach(root, engine, { adapter: lexical(editor) });
 * ```
 */
export declare function lexical(editor: LexicalEditor): AdapterOf;

import type { AdapterOf } from '../adapters/adapter.js';
import { EditableAdapter } from '../editable/editable.js';

/** What is used of Slate's `Editor`, with or without `withHistory`. */
export interface SlateEditor {
  insertText(text: string): void;
  readonly operations: readonly unknown[];
  readonly history?: { readonly undos: Batch[] };
}

interface Batch {
  operations: unknown[];
  selectionBefore: unknown;
}

/**
 * The adapter of a Slate editor. Text goes into Slate's own document; what a command does to what is shown would be lost.
 *
 * @param isReadOnly - Whether `<Editable readOnly>` is set now, if the page ever sets it. Default: never.
 * @example
 * ```ts
 * import { attach } from 'foreword-field';
 * import { slate } from 'foreword-field/slate';
 *
 * attach(ReactEditor.toDOMNode(editor, editor), engine, { adapter: slate(editor) });
 * ```
 */
export function slate(editor: SlateEditor): AdapterOf {
  return (element) =>
    new EditableAdapter(element, {
      insert: (_, text) => {
        const last = editor.history?.undos.at(-1);
        const count = last?.operations.length ?? 0;
        const before = editor.operations.length;
        editor.insertText(text);
        if (last !== undefined) splitOff(editor, last, count);
        return editor.operations.length > before;
      },
    });
}

/** Slate joins text to what was typed right before it. What came last becomes a step of its own. */
function splitOff({ history }: SlateEditor, last: Batch, count: number): void {
  if (history?.undos.at(-1) !== last || last.operations.length <= count) return;
  const operations = last.operations.splice(count);
  history.undos.push({ operations, selectionBefore: null });
}

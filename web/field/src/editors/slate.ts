import type { AdapterOf } from '../adapters/adapter.js';
import { EditableAdapter } from '../editable/editable.js';
import { byBeforeInput } from '../editable/insert.js';

/** What is used of Slate's `Editor`, with or without `withHistory`. */
export interface SlateEditor {
  /** Not used; without it every object would fit. */
  readonly children: readonly unknown[];
  readonly history?: { readonly undos: readonly { readonly operations: Operation[] }[] };
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
export function slate(editor: SlateEditor): AdapterOf {
  return (element) =>
    new EditableAdapter(element, {
      insert: (host, text) => {
        closeStep(editor);
        const isTaken = byBeforeInput(host, text);
        closeStep(editor);
        return isTaken;
      },
    });
}

/**
 * Slate joins text to what was typed right before it, by comparing it with a step's last operation. One that changes
 * nothing, at the other end of the text, keeps them apart.
 */
function closeStep({ history }: SlateEditor): void {
  const operations = history?.undos.at(-1)?.operations;
  const last = operations?.at(-1);
  if (last?.type === 'insert_text' && last.text !== '') operations?.push({ ...last, offset: 0, text: '' });
}

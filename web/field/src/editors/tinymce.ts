import type { AdapterOf } from '../adapters/adapter.js';
import { EditableAdapter } from '../editable/editable.js';
import { byCommand } from '../editable/insert.js';

/** What is used of TinyMCE's `Editor`. */
export interface TinyMceEditor {
  readonly undoManager: { add(): unknown };
  readonly mode: { isReadOnly(): boolean };
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
export function tinymce(editor: TinyMceEditor): AdapterOf {
  return (element) =>
    new EditableAdapter(element, {
      insert: (host, text) => {
        // TinyMCE makes a step of all that is typed until a pause.
        editor.undoManager.add();
        const isDone = byCommand(host, text);
        editor.undoManager.add();
        return isDone;
      },
      isWritable: () => !editor.mode.isReadOnly(),
    });
}

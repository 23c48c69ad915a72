import type { AdapterOf } from '../adapters/adapter.js';
import { EditableAdapter } from '../editable/editable.js';
import { byCommand } from '../editable/insert.js';

/** What is used of Quill 2. */
export interface QuillEditor {
  readonly history: { cutoff(): void };
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
export function quill(editor: QuillEditor): AdapterOf {
  return (element) =>
    new EditableAdapter(element, {
      insert: (host, text) => {
        // What was typed within the last second would be the same undo step otherwise.
        editor.update('user');
        editor.history.cutoff();
        const isDone = byCommand(host, text);
        editor.update('user');
        editor.history.cutoff();
        return isDone;
      },
      isWritable: () => editor.isEnabled(),
    });
}

import type { AdapterOf } from '../adapters/adapter.js';
import { EditableAdapter } from '../editable/editable.js';
import { isSpace } from '../editable/insert.js';

/** What is used of ProseMirror's `EditorView`. */
export interface ProseMirrorView {
  readonly editable: boolean;
  readonly state: {
    readonly tr: Transaction;
    readonly selection: { readonly empty: boolean; readonly head: number };
    readonly doc: { textBetween(from: number, to: number): string };
  };
  // A method, so that the editor's own type of transactions fits.
  dispatch(transaction: unknown): void;
}

interface Transaction {
  insertText(text: string, from?: number, to?: number): Transaction;
  scrollIntoView(): Transaction;
  setMeta(key: string, value: unknown): Transaction;
}

/** The key under which `closeHistory` of prosemirror-history marks a transaction. */
const closeHistory = 'closeHistory$';

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
export function prosemirror(view: ProseMirrorView): AdapterOf {
  return (element) =>
    new EditableAdapter(element, {
      insert: (_, text) => {
        const was = view.state;
        view.dispatch(view.state.tr.insertText(text).scrollIntoView().setMeta(closeHistory, true));
        if (view.state === was) return false;
        // What is typed from now on is another step.
        view.dispatch(view.state.tr.setMeta(closeHistory, true));
        return true;
      },
      overSpace: (_, mark) => {
        const { selection, doc, tr } = view.state;
        const { empty, head } = selection;
        if (!empty || head < 1 || !isSpace(doc.textBetween(head - 1, head))) return false;
        view.dispatch(
          tr
            .insertText(mark, head - 1, head)
            .scrollIntoView()
            .setMeta(closeHistory, true),
        );
        return true;
      },
      isWritable: () => view.editable,
    });
}

import type { AdapterOf } from '../adapters/adapter.js';
import { EditableAdapter } from '../editable/editable.js';
import { isSpace } from '../editable/insert.js';

/** What is used of CodeMirror 6's `EditorView`. */
export interface CodeMirrorView {
  readonly state: {
    readonly readOnly: boolean;
    readonly doc: { readonly length: number; sliceString(from: number, to: number): string };
    readonly selection: { readonly main: { readonly head: number }; readonly ranges: readonly unknown[] };
  };
  posAtDOM(node: Node, offset: number): number;
  dispatch(transaction: {
    changes?: { from: number; to?: number; insert: string };
    selection: { anchor: number };
    userEvent: string;
    scrollIntoView?: boolean;
  }): void;
}

/** What is read on either side of the caret, in UTF-16 units. */
const readBefore = 5000;
const readAfter = 400;

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
export function codemirror(view: CodeMirrorView): AdapterOf {
  return (element) =>
    new EditableAdapter(element, {
      insert: (_, text) => {
        const from = view.state.selection.main.head;
        const selection = { anchor: from + text.length };
        const changes = { from, insert: text };
        // The history joins typed text only, hence a name of its own.
        view.dispatch({ changes, selection, userEvent: 'input.complete', scrollIntoView: true });
        if (view.state.selection.main.head === from) return false;
        // A selection that is set, even to where it is, keeps what is typed next out of this step.
        view.dispatch({ selection: { anchor: view.state.selection.main.head }, userEvent: 'select' });
        return true;
      },
      overSpace: (_, mark) => {
        const { head: to } = view.state.selection.main;
        const from = to - 1;
        if (from < 0 || !isSpace(view.state.doc.sliceString(from, to))) return false;
        view.dispatch({
          changes: { from, to, insert: mark },
          selection: { anchor: to },
          userEvent: 'input.complete',
        });
        return true;
      },
      isWritable: () => !view.state.readOnly && view.state.selection.ranges.length === 1,
      // Where the caret is on screen: the state hears of it a moment later.
      surroundings: ({ node, offset }) => {
        const { doc } = view.state;
        const head = view.posAtDOM(node, offset);
        return {
          before: doc.sliceString(Math.max(0, head - readBefore), head),
          after: doc.sliceString(head, Math.min(doc.length, head + readAfter)),
        };
      },
    });
}

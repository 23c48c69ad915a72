import type { Point } from './leaves.js';

/** The selection of the window or shadow root in which `element` is. */
export function selectionOf(element: Element): Selection | null {
  const root: Node & { getSelection?: () => Selection | null } = element.getRootNode();
  return root.getSelection?.() ?? element.ownerDocument.getSelection();
}

/** Where the caret is, or the end of the selection that moves; `undefined` if it isn't in `element`. */
export function caretIn(element: Element): Point | undefined {
  const { focusNode: node, focusOffset: offset } = selectionOf(element) ?? {};
  return node == null || offset === undefined || !element.contains(node) ? undefined : { node, offset };
}

/** Sets the caret to where it is: this ends the step of the browser's undo stack that the keys before belong to. */
export function reselect(element: Element): void {
  const selection = selectionOf(element);
  if (selection?.isCollapsed === true) selection.collapse(selection.focusNode, selection.focusOffset);
}

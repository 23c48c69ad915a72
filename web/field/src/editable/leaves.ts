/** A place in a document, as selections tell it. */
export interface Point {
  readonly node: Node;
  /** UTF-16 units in a text, children in an element. */
  readonly offset: number;
}

/** Towards the start or the end of the document. */
export type Way = 'back' | 'on';

export function isText(node: Node): node is Text {
  return node.nodeType === 3;
}

/** Elements come from other windows too, whose classes are others. */
export function isElement(node: Node): node is Element {
  return node.nodeType === 1;
}

/** What an editor shows inside of its text and isn't text: buttons, numbers of list items, names in a chip. */
function isClosed(node: Node): boolean {
  return (
    isElement(node) &&
    (node.getAttribute('contenteditable') === 'false' || node.getAttribute('aria-hidden') === 'true')
  );
}

/**
 * Texts, line breaks and other nodes without children from `point` on, in the order of `way`, without the text that
 * `point` is in. Whoever takes only some of them pays for these alone, however long the document is.
 */
export function* leavesFrom(host: Node, { node, offset }: Point, way: Way): Generator<Node> {
  const child = isText(node) ? undefined : node.childNodes[way === 'back' ? offset - 1 : offset];
  let leaf = child === undefined ? beside(node, host, way) : deepest(child, way);
  while (leaf !== undefined) {
    if (!isClosed(leaf)) yield leaf;
    leaf = beside(leaf, host, way);
  }
}

function beside(node: Node, host: Node, way: Way): Node | undefined {
  for (let at: Node | null = node; at !== null && at !== host; at = at.parentNode) {
    const sibling = way === 'back' ? at.previousSibling : at.nextSibling;
    if (sibling !== null) return deepest(sibling, way);
  }
  return undefined;
}

function deepest(node: Node, way: Way): Node {
  let at = node;
  while (!isClosed(at)) {
    const child = way === 'back' ? at.lastChild : at.firstChild;
    if (child === null) break;
    at = child;
  }
  return at;
}

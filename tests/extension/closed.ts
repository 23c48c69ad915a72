import type { Page } from '@playwright/test';

interface Node {
  localName: string;
  nodeValue: string;
  attributes?: string[];
  children?: Node[];
  shadowRoots?: Node[];
}

/** The ghost in the overlay's closed shadow root, which only the browser's own tools see; empty if there is none. */
export async function ghostOf(page: Page): Promise<string> {
  const session = await page.context().newCDPSession(page);
  const { root } = (await session.send('DOM.getDocument', { depth: -1, pierce: true })) as { root: Node };
  await session.detach();
  const overlay = find(root, ({ localName }) => localName === 'foreword-overlay');
  const ghost = overlay && find(overlay, ({ attributes = [] }) => attributes.includes('ghost'));
  return ghost === undefined ? '' : textOf(ghost);
}

function partsOf({ children = [], shadowRoots = [] }: Node): Node[] {
  return [...shadowRoots, ...children];
}

function find(node: Node, is: (node: Node) => boolean): Node | undefined {
  if (is(node)) return node;
  for (const part of partsOf(node)) {
    const found = find(part, is);
    if (found !== undefined) return found;
  }
  return undefined;
}

function textOf(node: Node): string {
  return node.nodeValue + partsOf(node).map(textOf).join('');
}

import { isElement } from './leaves.js';

/** What decides how a node's text is laid out. Computed styles are asked for once for each element. */
export class Blocks {
  readonly #displays = new Map<Element, string>();
  readonly #spaces = new Map<Element, boolean>();

  constructor(private readonly host: Element) {}

  /** The nearest element around `node` that begins a line of its own; `undefined` if the node isn't shown. */
  of(node: Node): Element | undefined {
    let at = isElement(node) && node.localName !== 'br' ? node : node.parentElement;
    for (; at !== null && at !== this.host; at = at.parentElement) {
      const display = this.displayOf(at);
      if (display === 'none') return undefined;
      if (!/^(inline|contents|ruby)/.test(display)) return at;
    }
    return this.host;
  }

  /** Whether line breaks and repeated spaces in `text` are shown as one space. */
  collapses(text: Text): boolean {
    const parent = text.parentElement ?? this.host;
    let isCollapsing = this.#spaces.get(parent);
    if (isCollapsing === undefined) {
      isCollapsing = /^(normal|nowrap)/.test(getComputedStyle(parent).whiteSpace);
      this.#spaces.set(parent, isCollapsing);
    }
    return isCollapsing;
  }

  private displayOf(element: Element): string {
    let display = this.#displays.get(element);
    if (display === undefined) {
      ({ display } = getComputedStyle(element));
      this.#displays.set(element, display);
    }
    return display;
  }
}

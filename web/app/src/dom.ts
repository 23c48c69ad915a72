/** The one element of the page that matches, which is known to exist. */
export function find<T extends Element>(selector: string, type: new () => T): T {
  const element = document.querySelector(selector);
  if (element instanceof type) return element;
  throw new Error(`the page has no ${selector}`);
}

/** A new element with a class and either text or children. */
export function make(tag: string, className: string, content: string | Node[] = ''): HTMLElement {
  const element = document.createElement(tag);
  element.className = className;
  element.append(...(typeof content === 'string' ? [content] : content));
  return element;
}

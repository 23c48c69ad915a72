/** A new element with a class and either text or children. */
export function make(tag: string, className: string, content: string | Node[] = ''): HTMLElement {
  const element = document.createElement(tag);
  element.className = className;
  element.append(...(typeof content === 'string' ? [content] : content));
  return element;
}

/** Sets the text of an element, without touching the document if it is there already. */
export function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

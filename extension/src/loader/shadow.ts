/** What browsers offer content scripts for closed shadow roots: Chromium a function, Firefox a property. */
interface Openers {
  readonly dom?: { openOrClosedShadowRoot: (element: HTMLElement) => ShadowRoot | null };
}

/** The shadow root of an element, an open one or a closed one. */
export function shadowOf(element: Element): ShadowRoot | undefined {
  if (element.shadowRoot !== null) return element.shadowRoot;
  // Others that may have one (div, section, article …) are looked into as well; HTML's own fields have none to be seen.
  if (!(element instanceof HTMLElement)) return undefined;
  const own: ShadowRoot | null | undefined = (element as { openOrClosedShadowRoot?: ShadowRoot | null })
    .openOrClosedShadowRoot;
  const { dom } = chrome as Openers;
  return own ?? dom?.openOrClosedShadowRoot(element) ?? undefined;
}

/** The element that has the focus, through shadow roots of any kind; `onRoot` is told of each on the way. */
export function focusedElement(onRoot: (root: ShadowRoot) => void): Element | undefined {
  let { activeElement: element } = document;
  while (element !== null) {
    const root = shadowOf(element);
    if (root === undefined) return element;
    onRoot(root);
    if (root.activeElement === null) return element;
    element = root.activeElement;
  }
  return undefined;
}

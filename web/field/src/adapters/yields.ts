/** Attributes after whose change a field may be open to drafts, or no longer. */
export const telling: string[] = [
  'aria-activedescendant',
  'aria-expanded',
  'aria-readonly',
  'contenteditable',
  'disabled',
  'list',
  'readonly',
  'type',
];

/**
 * Whether the page offers something for this field itself: a combobox whose list is open, an editor's list of names or
 * words, or a `<datalist>`, of which nobody is told when it is open. Its keys are the same as ours.
 */
export function hasListOfPage(element: Element): boolean {
  const combobox = element.closest('[role=combobox]') ?? element;
  return (
    element.hasAttribute('list') ||
    [element, combobox].some(
      (part) =>
        part.getAttribute('aria-expanded') === 'true' ||
        (part.getAttribute('aria-activedescendant') ?? '') !== '',
    )
  );
}

/** Calls `onChange` when the page opens a list for the field, or makes it read-only; returns the end of it. */
export function watchField(element: Element, onChange: () => void): () => void {
  const observer = new MutationObserver(onChange);
  const combobox = element.closest('[role=combobox]') ?? element;
  for (const part of new Set([element, combobox])) observer.observe(part, { attributeFilter: telling });
  return () => {
    observer.disconnect();
  };
}

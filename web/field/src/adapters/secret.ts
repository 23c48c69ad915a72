/** Fields that have been of this kind once hold a secret for good: "show password" makes them plain text fields. */
const secrets = new WeakSet<object>();

/** What browsers are told to fill in from elsewhere, and nobody writes in own words. */
const filledIn = /\b(?:(?:current|new)-password|one-time-code|cc-(?!name)\S+)/;

/** The field holds a secret, or did so once; for the element's life. */
export function markSecret(element: object): void {
  secrets.add(element);
}

/** Whether the field holds a secret, or held one before, or is of a kind whose text is not read. */
export function isSecret(element: HTMLElement): boolean {
  const isNow =
    element.getAttribute('type')?.toLowerCase() === 'password' ||
    filledIn.test(element.getAttribute('autocomplete')?.toLowerCase() ?? '') ||
    element.hasAttribute('data-sensitive');
  if (isNow) secrets.add(element);
  return isNow || secrets.has(element);
}

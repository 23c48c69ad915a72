/** Fields that have been of this kind once hold a secret for good: "show password" makes them plain text fields. */
const secrets = new WeakSet<Element>();

/** What browsers are told to fill in from elsewhere, and nobody writes in own words. */
const filledIn = /\b(?:(?:current|new)-password|one-time-code|cc-(?!name)\S+)/;

/** Whether the field holds a secret, or held one before, or is of a kind whose text is not read. */
export function isSecret(element: HTMLElement): boolean {
  const isNow =
    element.getAttribute('type')?.toLowerCase() === 'password' ||
    filledIn.test(element.getAttribute('autocomplete') ?? '') ||
    element.hasAttribute('data-sensitive');
  if (isNow) secrets.add(element);
  return isNow || secrets.has(element);
}

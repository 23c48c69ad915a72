/**
 * Attributes of a field in which drafts are offered, each only where the page says nothing, but for the first: the
 * browser's own predictions would stand in the same place.
 */
const wanted: readonly { name: string; value: string; isAlways: boolean; only?: 'textarea' }[] = [
  { name: 'writingsuggestions', value: 'false', isAlways: true },
  { name: 'autocapitalize', value: 'sentences', isAlways: false, only: 'textarea' },
  { name: 'enterkeyhint', value: 'enter', isAlways: false, only: 'textarea' },
];

/** Sets attributes while drafts are offered, and gives back what was there before. */
export class OwnAttributes {
  #before: { name: string; value: string; was: string | null }[] = [];

  constructor(private readonly element: HTMLElement) {}

  set(): void {
    this.restore();
    for (const { name, value, isAlways, only } of wanted) {
      const was = this.element.getAttribute(name);
      if (was === value || (was !== null && !isAlways)) continue;
      if (only !== undefined && this.element.localName !== only) continue;
      this.element.setAttribute(name, value);
      this.#before.push({ name, value, was });
    }
  }

  /** What the page has changed meanwhile is its own. */
  restore(): void {
    for (const { name, value, was } of this.#before) {
      if (this.element.getAttribute(name) !== value) continue;
      if (was === null) this.element.removeAttribute(name);
      else this.element.setAttribute(name, was);
    }
    this.#before = [];
  }
}

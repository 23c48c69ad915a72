import { plain } from './words.js';

/** Labels are short; what is longer is the text that a field stands in. */
const maxLabel = 200;

/** Everything that names a field, for people or for programs, to be looked through for words. */
export function namesOf(element: HTMLElement): string {
  const said = [
    'name',
    'id',
    'placeholder',
    'data-placeholder',
    'aria-label',
    'aria-placeholder',
    'title',
  ].map((attribute) => element.getAttribute(attribute) ?? '');
  return [...said, ...labelsOf(element)].map((text) => plain(text.slice(0, maxLabel))).join(' | ');
}

function labelsOf(element: HTMLElement): string[] {
  const root = element.getRootNode();
  const byId = (id: string) =>
    root instanceof Document || root instanceof ShadowRoot ? root.getElementById(id) : null;
  const named = (element.getAttribute('aria-labelledby') ?? '').split(/\s+/).filter(Boolean).slice(0, 8);
  const labels: (Element | null)[] = named.map(byId);
  if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) {
    labels.push(...(element.labels ?? []));
  }
  return labels.map((label) => label?.textContent ?? '');
}

import type { Theme } from './settings.js';

/** Has a document's root drawn in the chosen colours: `applyTheme(document.documentElement, settings.theme)`. */
export function applyTheme(root: { dataset: DOMStringMap }, theme: Theme): void {
  if (theme === 'system') delete root.dataset['theme'];
  else root.dataset['theme'] = theme;
}

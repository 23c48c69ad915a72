import { namesOf } from './names.js';
import { namesPerson } from './words.js';

/** What browsers fill in that says who and where somebody is. */
const filledIn =
  /(?:^|\s)(?:name|honorific-\S+|(?:given|additional|family)-name|nickname|username|organization(?:-title)?|email|tel(?:-\S+)?|impp|url|street-address|address-\S+|country(?:-name)?|postal-code|cc-name|photo|language)(?=\s|$)/;

/**
 * Whether nothing must be learned from a field, though drafts may be offered: names, addresses, telephone numbers and
 * search boxes, by type, role, `autocomplete`, name or label. Fields of several lines are for prose, whatever they are
 * called, unless a browser fills them in.
 */
export function isPersonalField(element: HTMLElement): boolean {
  if (filledIn.test(element.getAttribute('autocomplete')?.toLowerCase() ?? '')) return true;
  if (element.closest('[role=search], search, [role=searchbox]') !== null) return true;
  if (!(element instanceof HTMLInputElement)) return false;
  if (['search', 'email', 'tel', 'url'].includes(element.type)) return true;
  return namesPerson(namesOf(element));
}

import { isSecret, markSecret } from '../adapters/secret.js';
import { namesOf } from './names.js';
import { namesLongKey, namesSecret } from './words.js';

/** What browsers fill in for the person, of the kinds that must not be seen by others. */
const filledIn =
  /(?:^|\s)(?:(?:current|new)-password|one-time-code|cc-(?!name|type)\S+|transaction-\S+|bday(?:-\S+)?|sex|webauthn)(?=\s|$)/;

/** Longer inputs are for prose, though a password may stand beside them. */
const shortInput = 40;

/**
 * Whether drafts must never be offered in a field, nor its text be read: by its type, `autocomplete`, name or label (in
 * fifteen languages), because its letters are hidden, because it was a password once, or because it is a short input of
 * a form that has a password.
 *
 * It costs a look at the styles and labels: once for each time that a field gets the focus.
 */
export function isSecretField(element: HTMLElement): boolean {
  const isFound = isSecret(element) || looksSecret(element);
  // What hides its letters now and then is a secret in between.
  if (isFound && hidesLetters(element)) markSecret(element);
  return isFound;
}

function looksSecret(element: HTMLElement): boolean {
  if (filledIn.test(element.getAttribute('autocomplete')?.toLowerCase() ?? '')) return true;
  if (hidesLetters(element)) return true;
  const isLine = element instanceof HTMLInputElement;
  const names = namesOf(element);
  if (isLine ? namesSecret(names) : namesLongKey(names)) return true;
  if (!isLine) return false;
  // Digits alone, and few of them: a code, whatever it is called.
  const isDigits =
    ['numeric', 'decimal'].includes(element.inputMode) || /^\\d|^\[0-9\]/.test(element.pattern);
  if (isDigits && element.maxLength > 0 && element.maxLength <= 19) return true;
  return isBesidePassword(element);
}

function hidesLetters(element: HTMLElement): boolean {
  const { webkitTextSecurity = 'none' } = getComputedStyle(element) as { webkitTextSecurity?: string };
  return webkitTextSecurity !== 'none' && webkitTextSecurity !== '';
}

function isBesidePassword(element: HTMLInputElement): boolean {
  const { form } = element;
  if (form === null || element.type === 'search') return false;
  const hasPassword = [...form.elements].some(
    (other) => other !== element && other instanceof HTMLInputElement && isSecret(other),
  );
  return (
    hasPassword && (element.maxLength < 0 ? element.size <= shortInput : element.maxLength <= shortInput)
  );
}

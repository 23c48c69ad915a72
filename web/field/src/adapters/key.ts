import type { FieldKey } from './adapter.js';

/** Key code of a key that an input method takes. Safari and some Linux input methods report it after the composition. */
const inputMethodKey = 229;

/** `KeyboardEvent.DOM_KEY_LOCATION_NUMPAD`. */
const numpad = 3;

/** A key event as the field's controller knows it. */
export function keyOf(
  event: Pick<
    KeyboardEvent,
    | 'key'
    | 'code'
    | 'altKey'
    | 'ctrlKey'
    | 'metaKey'
    | 'shiftKey'
    | 'location'
    | 'repeat'
    | 'isComposing'
    | 'keyCode'
  >,
): FieldKey {
  const { key, code, altKey, ctrlKey, metaKey, shiftKey, location, repeat } = event;
  // Deprecated, but the only sign that the key belongs to an input method which has just ended its composition.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const isComposing = event.isComposing || event.keyCode === inputMethodKey;
  const isOnNumpad = location === numpad || code.startsWith('Numpad');
  return { key, altKey, ctrlKey, metaKey, shiftKey, isOnNumpad, repeat, isComposing };
}

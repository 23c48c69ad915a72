import { actionNames, chordText } from './key-text.js';
import { type Chord, type KeyAction, type KeyChoices, keyActions } from './keys.js';

/** Something that is wrong with a key. */
export interface KeyProblem {
  action: KeyAction;
  chord: Chord;
  /** A sentence for people. */
  text: string;
  /** It can't be used at all; else it works, and the person should know. */
  isFatal: boolean;
  /** The action that has the same key. */
  other?: KeyAction | undefined;
}

/** Keys that browsers and systems keep for themselves, whatever a page says. */
const kept = [
  { ctrl: true, keys: ['t', 'w', 'n', 'Tab', 'PageUp', 'PageDown'] },
  { ctrl: true, shift: true, keys: ['t', 'w', 'n', 'Tab', 'i'] },
  { meta: true, keys: ['t', 'w', 'n', 'q', 'm', 'h', 'Tab', ' '] },
  { alt: true, keys: ['F4', 'Tab', ' '] },
  { keys: ['F11', 'F12'] },
] as const satisfies readonly (Omit<Chord, 'key'> & { keys: readonly string[] })[];

/** Keys that do something in every text, and do it no longer while a draft is shown. */
const useful: Readonly<Record<string, string>> = {
  Enter: 'ends a line',
  Backspace: 'deletes a letter',
  Delete: 'deletes a letter',
  ArrowUp: 'moves the caret',
  ArrowDown: 'moves the caret',
  ArrowLeft: 'moves the caret',
  Home: 'moves the caret',
  End: 'moves the caret',
};

/** What is wrong with a key for an action, the other keys being as they are. */
export function problemOf(chord: Chord, action: KeyAction, keys: KeyChoices): KeyProblem | undefined {
  const problem = (text: string, isFatal: boolean, other?: KeyAction): KeyProblem => ({
    action,
    chord,
    text,
    isFatal,
    ...(other !== undefined && { other }),
  });
  const name = chordText(chord, action);
  const isHeld = chord.ctrl === true || chord.alt === true || chord.meta === true;
  if (action === 'pick' && (!isHeld || !/^\d$/.test(chord.key))) {
    return problem('Hold Ctrl, Alt or Meta and press a digit.', true);
  }
  if (!isHeld && /^.$/u.test(chord.key)) {
    return problem(`${name} alone would not type “${chord.key}” any more.`, true);
  }
  if (kept.some((one) => one.keys.some((key) => isSame({ ...one, key }, chord)))) {
    return problem(`Browsers keep ${name} for themselves.`, true);
  }
  const other = keyActions.find(
    (one) => one !== action && keys[one].some((taken) => overlaps(taken, one, chord, action)),
  );
  if (other !== undefined) {
    return problem(`${name} is used for “${actionNames[other]}” already.`, true, other);
  }
  const use = isHeld || chord.shift === true ? undefined : useful[chord.key];
  return use === undefined ? undefined : problem(`While a draft is shown, ${name} no longer ${use}.`, false);
}

/** Everything that is wrong with the keys. */
export function problemsOf(keys: KeyChoices): KeyProblem[] {
  return keyActions.flatMap((action) =>
    keys[action].flatMap((chord) => problemOf(chord, action, keys) ?? []),
  );
}

/** Whether both are the same key with the same modifiers. */
export function isSame(a: Chord, b: Chord): boolean {
  return sameHeld(a, b) && a.key.toLowerCase() === b.key.toLowerCase();
}

function sameHeld(a: Chord, b: Chord): boolean {
  return (['ctrl', 'alt', 'meta', 'shift'] as const).every(
    (held) => (a[held] ?? false) === (b[held] ?? false),
  );
}

function overlaps(a: Chord, actionA: KeyAction, b: Chord, actionB: KeyAction): boolean {
  const digits = (chord: Chord, action: KeyAction) => action === 'pick' || /^[1-9]$/.test(chord.key);
  if (actionA === 'pick' || actionB === 'pick') {
    return digits(a, actionA) && digits(b, actionB) && sameHeld(a, b);
  }
  return isSame(a, b);
}

/** What was pressed; `undefined` while only modifiers are. */
export function chordOf(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'metaKey' | 'shiftKey'>,
): Chord | undefined {
  if (['Control', 'Alt', 'Meta', 'Shift', 'AltGraph', 'CapsLock', 'Dead', 'Process'].includes(event.key)) {
    return undefined;
  }
  return {
    // The arrow in the direction of the text: in a right-to-left text it is the other one.
    key: event.key === 'ArrowRight' ? 'Forward' : event.key,
    ...(event.ctrlKey && { ctrl: true }),
    ...(event.altKey && { alt: true }),
    ...(event.metaKey && { meta: true }),
    ...(event.shiftKey && { shift: true }),
  };
}

import { isRightToLeft } from './words.js';

/** What a key does while something is offered. */
export type Action =
  | { readonly kind: 'accept' }
  | { readonly kind: 'accept-word' }
  | { readonly kind: 'dismiss' }
  | { readonly kind: 'cycle'; readonly step: 1 | -1 }
  /** Says why the ghost is as it is, or no longer: see `AttachOptions.explain`. */
  | { readonly kind: 'explain' }
  /** `position` counts from 0. */
  | { readonly kind: 'pick'; readonly position: number };

/** A key with exactly the modifiers that are named, and its action. */
export interface Binding {
  /**
   * `KeyboardEvent.key`, or `"Forward"`: the arrow in the direction in which the ghost runs. Never a place on the
   * keyboard: the key that types `2` here types `€` elsewhere.
   */
  readonly key: string;
  readonly alt?: boolean;
  readonly ctrl?: boolean;
  readonly meta?: boolean;
  readonly shift?: boolean;
  readonly action: Action;
}

/** The bindings of a field that is given none. */
export const defaultKeys: readonly Binding[] = [
  { key: 'Tab', action: { kind: 'accept' } },
  { key: 'Forward', ctrl: true, action: { kind: 'accept-word' } },
  { key: 'Forward', alt: true, action: { kind: 'accept-word' } },
  { key: 'ArrowDown', alt: true, action: { kind: 'cycle', step: 1 } },
  { key: 'ArrowUp', alt: true, action: { kind: 'cycle', step: -1 } },
  { key: 'Enter', alt: true, action: { kind: 'explain' } },
  { key: 'Escape', action: { kind: 'dismiss' } },
  ...Array.from({ length: 9 }, (_, position): Binding => {
    return { key: String(position + 1), alt: true, action: { kind: 'pick', position } };
  }),
];

/** A key with the modifiers that are held. */
export interface Key extends Pick<
  KeyboardEvent,
  'key' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'repeat'
> {
  /** With Alt, the keys of the number pad type characters by their codes. */
  readonly isOnNumpad: boolean;
}

const modifiers: readonly string[] = ['Alt', 'AltGraph', 'Control', 'Meta', 'Shift'];

/** Whether a key does nothing but hold for others. */
export function isModifier({ key }: Pick<Key, 'key'>): boolean {
  return modifiers.includes(key);
}

/** The ghost that a key is pressed in front of. */
export interface Faced {
  readonly text: string;
  /** It is drawn at the caret. In a list it is just the first row, and an arrow still means the caret. */
  readonly isAtCaret: boolean;
}

/** What `key` means in front of `ghost`; `undefined` if the key is not bound, or not there. */
export function actionOf(bindings: readonly Binding[], key: Key, ghost: Faced): Action | undefined {
  if (key.isOnNumpad) return undefined;
  const forward = isRightToLeft(ghost.text) ? 'ArrowLeft' : 'ArrowRight';
  const bound = bindings.find(
    (binding) =>
      key.key === (binding.key === 'Forward' ? forward : binding.key) &&
      key.altKey === (binding.alt ?? false) &&
      key.ctrlKey === (binding.ctrl ?? false) &&
      key.metaKey === (binding.meta ?? false) &&
      key.shiftKey === (binding.shift ?? false),
  );
  return bound?.action.kind === 'accept-word' && !ghost.isAtCaret ? undefined : bound?.action;
}

const signs: Readonly<Record<string, string>> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  ArrowLeft: '←',
  ArrowRight: '→',
  Forward: '→',
  Escape: 'Esc',
  Enter: '↵',
};

/** How the first key with this action is written for people, such as `"Alt ↓"`; empty if there is none. */
export function labelOf(bindings: readonly Binding[], isWanted: (action: Action) => boolean): string {
  const binding = bindings.find(({ action }) => isWanted(action));
  if (binding === undefined) return '';
  const held = [
    binding.ctrl && 'Ctrl',
    binding.alt && 'Alt',
    binding.meta && 'Meta',
    binding.shift && 'Shift',
  ];
  return [...held.filter(Boolean), signs[binding.key] ?? binding.key].join(' ');
}

import type { Binding } from 'foreword-field';

/** What keys can be chosen for. `pick` takes digits: the draft of that number. */
export type KeyAction = 'accept' | 'acceptWord' | 'next' | 'previous' | 'explain' | 'dismiss' | 'pick';

/** A key with exactly the modifiers that are held, written as `foreword-field` does: `Binding` without its action. */
export type Chord = Omit<Binding, 'action'>;

/** The keys of each action; none is allowed. Of `pick` only the modifiers count. */
export type KeyChoices = Readonly<Record<KeyAction, readonly Chord[]>>;

export const keyActions = [
  'accept',
  'acceptWord',
  'next',
  'previous',
  'explain',
  'dismiss',
  'pick',
] as const satisfies readonly KeyAction[];

/** The same as `defaultKeys` of `foreword-field`. */
export const defaultKeyChoices: KeyChoices = {
  accept: [{ key: 'Tab' }],
  acceptWord: [
    { key: 'Forward', ctrl: true },
    { key: 'Forward', alt: true },
  ],
  next: [{ key: 'ArrowDown', alt: true }],
  previous: [{ key: 'ArrowUp', alt: true }],
  explain: [{ key: 'Enter', alt: true }],
  dismiss: [{ key: 'Escape' }],
  pick: [{ key: '1', alt: true }],
};

/** Where drafts aren't explained, no key asks for it. */
export function actionsOf({ explains = false }: { explains?: boolean | undefined }): KeyAction[] {
  return keyActions.filter((action) => explains || action !== 'explain');
}

/** As a field takes them. */
export function bindingsOf(keys: KeyChoices): Binding[] {
  const bound = (chords: readonly Chord[], action: Binding['action']): Binding[] =>
    chords.map((chord) => ({ ...chord, action }));
  return [
    ...bound(keys.accept, { kind: 'accept' }),
    ...bound(keys.acceptWord, { kind: 'accept-word' }),
    ...bound(keys.next, { kind: 'cycle', step: 1 }),
    ...bound(keys.previous, { kind: 'cycle', step: -1 }),
    ...bound(keys.explain, { kind: 'explain' }),
    ...bound(keys.dismiss, { kind: 'dismiss' }),
    ...keys.pick.flatMap((chord) =>
      Array.from({ length: 9 }, (_, position): Binding => {
        return { ...chord, key: String(position + 1), action: { kind: 'pick', position } };
      }),
    ),
  ];
}

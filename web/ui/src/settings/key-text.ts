import type { Chord, KeyAction } from './keys.js';

/** What each action is called. */
export const actionNames: Record<KeyAction, string> = {
  accept: 'Take the draft',
  acceptWord: 'Take one word',
  next: 'Next draft',
  previous: 'Previous draft',
  explain: 'Why this draft',
  dismiss: 'Dismiss',
  pick: 'Take by number',
};

const signs: Readonly<Record<string, string>> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  ArrowLeft: '←',
  ArrowRight: '→',
  Forward: '→',
  Escape: 'Esc',
  ' ': 'Space',
  PageUp: 'Page ↑',
  PageDown: 'Page ↓',
};

/** Whether the keys have the names of a Mac's. */
export function isMac(
  platform = (globalThis as { navigator?: { platform?: string } }).navigator?.platform ?? '',
): boolean {
  return platform.startsWith('Mac') || platform.startsWith('iP');
}

/** The keys of a chord as they are written for people, in the order in which they are held. */
export function chordParts(chord: Chord, action: KeyAction, mac = isMac()): string[] {
  const { key, ctrl, alt, meta, shift } = chord;
  const names = mac
    ? { ctrl: 'Control', alt: 'Option', meta: 'Command' }
    : { ctrl: 'Ctrl', alt: 'Alt', meta: 'Meta' };
  const shown = action === 'pick' ? '1…9' : (signs[key] ?? (key.length === 1 ? key.toUpperCase() : key));
  return [
    ...(ctrl === true ? [names.ctrl] : []),
    ...(alt === true ? [names.alt] : []),
    ...(shift === true ? ['Shift'] : []),
    ...(meta === true ? [names.meta] : []),
    shown,
  ];
}

/** In one line: `"Ctrl + →"`. */
export function chordText(chord: Chord, action: KeyAction, mac = isMac()): string {
  return chordParts(chord, action, mac).join(' + ');
}

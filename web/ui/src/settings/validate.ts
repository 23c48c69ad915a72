import { textKinds } from '../contracts/index.js';
import { type Chord, type KeyChoices, keyActions } from './keys.js';
import { type Settings, defaultSettings, lengths, limits, themes } from './settings.js';

/** Chords of one action; more can't be shown, nor be meant. */
const mostChords = 4;

type Fields = Record<string, unknown>;

/**
 * Settings of whatever was stored, by whichever version. Each that can't be read has its default, and all others stay:
 * a person who loses one setting should not lose all.
 */
export function settingsFrom(stored: unknown): Settings {
  const from = fields(stored);
  const { drafts, confidence } = limits;
  const personal = fields(from['personal']);
  return {
    version: 1,
    isOn: flag(from['isOn'], defaultSettings.isOn),
    drafts: Math.round(number(from['drafts'], drafts, defaultSettings.drafts)),
    length: oneOf(from['length'], lengths, defaultSettings.length),
    confidence: number(from['confidence'], confidence, defaultSettings.confidence),
    keys: keysFrom(from['keys']),
    announces: flag(from['announces'], defaultSettings.announces),
    looksAgain: flag(from['looksAgain'], defaultSettings.looksAgain),
    looksAhead: flag(from['looksAhead'], defaultSettings.looksAhead),
    backend: oneOf(from['backend'], ['auto', 'cpu'], defaultSettings.backend),
    personal: record(textKinds, (kind) => flag(personal[kind], defaultSettings.personal[kind])),
    theme: oneOf(from['theme'], themes, defaultSettings.theme),
    isIntroduced: flag(from['isIntroduced'], defaultSettings.isIntroduced),
  };
}

function keysFrom(stored: unknown): KeyChoices {
  const from = fields(stored);
  return record(keyActions, (action) => {
    const chords = from[action];
    if (!Array.isArray(chords)) return defaultSettings.keys[action];
    return chords.slice(0, mostChords).flatMap((chord) => chordFrom(chord) ?? []);
  });
}

/** `undefined` if it is no key. */
export function chordFrom(stored: unknown): Chord | undefined {
  const { key, alt, ctrl, meta, shift } = fields(stored);
  if (typeof key !== 'string' || key === '' || key.length > 30) return undefined;
  return {
    key,
    ...(ctrl === true && { ctrl }),
    ...(alt === true && { alt }),
    ...(meta === true && { meta }),
    ...(shift === true && { shift }),
  };
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function flag(value: unknown, otherwise: boolean): boolean {
  return typeof value === 'boolean' ? value : otherwise;
}

function number(value: unknown, { least, most }: { least: number; most: number }, otherwise: number): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) return otherwise;
  return Math.min(most, Math.max(least, value));
}

function oneOf<T extends string>(value: unknown, allowed: readonly T[], otherwise: T): T {
  return allowed.find((one) => one === value) ?? otherwise;
}

function record<K extends string, V>(keys: readonly K[], of: (key: K) => V): Record<K, V> {
  return Object.fromEntries(keys.map((key) => [key, of(key)])) as Record<K, V>;
}

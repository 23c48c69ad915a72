import type { TextKind } from 'foreword';
import { type KeyChoices, defaultKeyChoices } from './keys.js';

/** How much a draft says. */
export type DraftLength = 'word' | 'phrase' | 'sentence';

/** How the pages look. */
export type Theme = 'system' | 'light' | 'dark';

/**
 * What a person has chosen, in the app or in the extension. What belongs to the profile (strength, pause of learning,
 * sites) is kept there, so that it goes with it.
 */
export interface Settings {
  version: 1;
  /** Whether drafts are offered at all. */
  isOn: boolean;
  /** How many drafts are offered at once, 1 to 5. */
  drafts: number;
  length: DraftLength;
  /** The least confidence of the best draft, 0.02 to 0.6: see `CompleteOptions.minConfidence`. */
  confidence: number;
  keys: KeyChoices;
  /** Whether screen readers are told of drafts. */
  announces: boolean;
  /** Whether pauses are used to have all layers write again. */
  looksAgain: boolean;
  /** Whether what is likely to be needed next is computed ahead: more work for hardly anything so far. */
  looksAhead: boolean;
  /** Wherever it is faster, or the processor alone. */
  backend: 'auto' | 'cpu';
  /** Whether what was learned is used in texts of this kind. */
  personal: Record<TextKind, boolean>;
  theme: Theme;
  /** Whether the first run is over. */
  isIntroduced: boolean;
}

/** Bounds of the numbers among the settings. */
export const limits = {
  drafts: { least: 1, most: 5 },
  confidence: { least: 0.02, most: 0.6 },
} as const;

export const lengths = ['word', 'phrase', 'sentence'] as const satisfies readonly DraftLength[];
export const themes = ['system', 'light', 'dark'] as const satisfies readonly Theme[];

/** What holds before anything is chosen. */
export const defaultSettings: Settings = {
  version: 1,
  isOn: true,
  drafts: 3,
  length: 'phrase',
  confidence: 0.1,
  keys: defaultKeyChoices,
  announces: true,
  looksAgain: true,
  looksAhead: false,
  backend: 'auto',
  personal: { mail: true, chat: true, document: true, note: true, other: true },
  theme: 'system',
  isIntroduced: false,
};

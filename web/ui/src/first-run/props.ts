import type { Settings } from '../settings/index.js';

/** What the first run is given. */
export interface FirstRunProps {
  settings: Settings;
  /** Where the engine's loading is, 0 to 1; `undefined` once drafts can come. */
  loading?: { share: number; text: string } | undefined;
  /** Offers drafts in the field to try. Returns what ends that. */
  attachField: (field: HTMLTextAreaElement) => (() => void) | undefined;
  /** Whether anything is learned; asked for in words. */
  learns: boolean;
  onLearns: (learns: boolean) => void;
  /** Opens the pages that the last step names. Without one its offer isn't shown. */
  onLearnFromFiles?: (() => void) | undefined;
  onVoice?: (() => void) | undefined;
  /** It is over, or was left. */
  onDone: () => void;
}

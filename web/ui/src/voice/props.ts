import type { TextKind } from 'foreword';
import type { ProfileAccess } from '../contracts/index.js';
import type { StoredValue } from '../storage/index.js';

/** What stands before a text while a preview is written. */
export interface PreviewVoice {
  kind: TextKind;
  /** Examples to be read before the text. */
  examples: readonly string[];
  /**
   * Whether what was learned of the person is used too, as strongly as the profile says. The examples are among the
   * profile's settings then, or will be in a moment, when the preview is asked for again.
   */
  personal: boolean;
}

/** Drafts behind a text under a voice, as texts. Rejects with the signal's reason. */
export type Preview = (before: string, voice: PreviewVoice, signal: AbortSignal) => Promise<string[]>;

/** What the page of voices is given. */
export interface VoiceProps {
  /** Holds the examples and the strength. */
  profile: Pick<ProfileAccess, 'settings'>;
  /** Without it no drafts are shown. See `enginePreview` of `foreword-ui/engine`. */
  preview?: Preview | undefined;
  /** Keeps who writes, to whom and in which tone. Default: until the page is closed. */
  writer?: StoredValue | undefined;
  /** The kind that is shown first. Default `"mail"`. */
  kind?: TextKind | undefined;
}

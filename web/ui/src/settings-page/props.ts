import type { ComponentChildren } from 'preact';
import type { BackendChoice, BackendStatus, StorageInfo } from 'foreword';
import type { Settings } from '../settings/index.js';

/** What the page needs of an engine. */
export interface EngineControl {
  storage(): Promise<StorageInfo>;
  forgetModel(): Promise<void>;
  testBackends(): Promise<BackendStatus>;
}

/** What the settings page is given. */
export interface SettingsPageProps {
  settings: Settings;
  onChange: (changes: Partial<Settings>) => void;
  /** Without one, what is stored and where drafts are computed isn't shown. */
  engine?: EngineControl | undefined;
  /** Where drafts are computed now. */
  backend?: BackendStatus | undefined;
  /** What this visit's address says of where drafts are computed, so that there is nothing to choose. */
  fixed?: BackendChoice | undefined;
  /** Whether drafts are explained where they are offered, so that there is a key for it. */
  explains?: boolean | undefined;
  /** Called after the model was deleted, which the page then has to load again. */
  onForgotten?: (() => void) | undefined;
  /** Sections of the caller, such as the extension's sites; each has its own heading. */
  children?: ComponentChildren;
}

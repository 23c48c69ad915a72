import type { SettingsKeeper } from 'foreword-ui/settings';
import type { WritePage } from '../write/write.js';

/** What pages are made of. */
export interface App {
  write: WritePage;
  settings: SettingsKeeper;
}

/** A page that is loaded when it is opened: draws itself, and returns what takes it away. */
export type ShowPage = (box: HTMLElement, app: App) => () => void;

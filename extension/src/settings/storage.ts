import { array, boolean, fallback, number, object, parse } from 'valibot';
import { settingsOf } from './read.js';
import type { Settings } from './settings.js';

/** What lasts until the browser ends. */
const sessionSchema = object({
  isPausedUntilRestart: fallback(boolean(), false),
  /** Numbers of tabs that are paused. */
  pausedTabs: fallback(array(number()), () => []),
});

const key = 'settings';

export async function readSettings(): Promise<Settings> {
  return settingsOf((await chrome.storage.local.get(key))[key]);
}

/** Changes what is given, and leaves the rest as it is. */
export async function changeSettings(changes: Partial<Settings>): Promise<Settings> {
  const settings = settingsOf({ ...(await readSettings()), ...changes });
  await chrome.storage.local.set({ [key]: settings });
  return settings;
}

/** What was set until the browser ends. */
export interface SessionState {
  isPausedUntilRestart: boolean;
  pausedTabs: number[];
}

export async function readSession(): Promise<SessionState> {
  return parse(sessionSchema, await chrome.storage.session.get(null));
}

export async function changeSession(changes: Partial<SessionState>): Promise<void> {
  await chrome.storage.session.set(changes);
}

/** Calls `listener` whenever any of it changes. */
export function onSettings(listener: () => void): void {
  chrome.storage.onChanged.addListener((changes, area) => {
    if ((area === 'local' && key in changes) || area === 'session') listener();
  });
}

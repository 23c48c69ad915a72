import { type Settings, settingsFrom } from 'foreword-ui/settings';
import { array, boolean, fallback, number, object, parse } from 'valibot';
import { type SiteSettings, siteSettingsOf } from './site-settings.js';

/** Keys in the extension's own storage. */
export const keys = { settings: 'settings', sites: 'sites' } as const;

/** Everything that a person has set for good. */
export interface AllSettings {
  readonly settings: Settings;
  readonly sites: SiteSettings;
}

export async function readSettings(): Promise<AllSettings> {
  const stored = await chrome.storage.local.get(Object.values(keys));
  return { settings: settingsFrom(stored[keys.settings]), sites: siteSettingsOf(stored[keys.sites]) };
}

/** Changes what is given, and leaves the rest as it is. */
export async function changeSettings(changes: Partial<Settings>): Promise<void> {
  const { settings } = await readSettings();
  await chrome.storage.local.set({ [keys.settings]: settingsFrom({ ...settings, ...changes }) });
}

/** Changes what is given, and leaves the rest as it is. */
export async function changeSites(changes: Partial<SiteSettings>): Promise<void> {
  const { sites } = await readSettings();
  await chrome.storage.local.set({ [keys.sites]: siteSettingsOf({ ...sites, ...changes }) });
}

/** What lasts until the browser ends. */
const sessionSchema = object({
  isPausedUntilRestart: fallback(boolean(), false),
  /** Numbers of tabs that are paused. */
  pausedTabs: fallback(array(number()), () => []),
});

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
    const isOurs = area === 'local' && Object.values(keys).some((key) => key in changes);
    if (isOurs || area === 'session') listener();
  });
}

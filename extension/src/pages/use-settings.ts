import { type Settings, settingsFrom } from 'foreword-ui/settings';
import { useEffect, useState } from 'preact/hooks';
import { type SiteSettings, siteSettingsOf } from '../settings/site-settings.js';
import {
  type AllSettings,
  type SessionState,
  onSettings,
  readSession,
  readSettings,
} from '../settings/storage.js';

export interface Everything extends AllSettings, SessionState {}

/** What holds until it has been read. */
const unread: Everything = {
  settings: settingsFrom({}) satisfies Settings,
  sites: siteSettingsOf({}) satisfies SiteSettings,
  isPausedUntilRestart: false,
  pausedTabs: [],
};

/** Everything that was set, as it is now, wherever it is changed; and whether it has been read. */
export function useEverything(): Everything & { isRead: boolean } {
  const [all, setAll] = useState({ ...unread, isRead: false });
  useEffect(() => {
    const read = async () => {
      const [settings, session] = await Promise.all([readSettings(), readSession()]);
      setAll({ ...settings, ...session, isRead: true });
    };
    void read();
    onSettings(() => void read());
  }, []);
  return all;
}

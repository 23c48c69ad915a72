import { SettingsPage } from 'foreword-ui/settings-page';
import type { Everything } from '../pages/use-settings.js';
import { changeSettings } from '../settings/storage.js';
import { SitesSection } from './sites-section.js';
import type { UsedEngine } from './use-engine.js';

/** The app's settings, and those that only an extension has. */
export function SettingsRoute({ all, used }: { all: Everything; used: UsedEngine }) {
  return (
    <SettingsPage
      settings={all.settings}
      engine={used.remote.engine}
      onChange={(changes) => void changeSettings(changes)}
    >
      <SitesSection sites={all.sites} profile={used.remote.profile} />
    </SettingsPage>
  );
}

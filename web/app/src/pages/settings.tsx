import { SettingsPage } from 'foreword-ui/settings-page';
import { useObservable } from '../shell/observable.js';
import type { App, ShowPage } from './page.js';
import { shown, useSettings } from './shown.js';

export const show: ShowPage = (box, app) => shown(box, <Page {...app} />, app);

function Page({ settings, write: { drafts } }: App) {
  const current = useSettings(settings);
  const backend = useObservable(drafts.backend);
  return (
    <SettingsPage
      settings={current}
      onChange={(changes) => {
        // What isn't kept holds until the page is closed.
        settings.change(changes).catch(() => undefined);
      }}
      engine={drafts.engine}
      backend={backend}
      fixed={drafts.fixed}
      explains
      onForgotten={() => {
        // The engine goes on with what it has in memory; the next visit fetches the model again.
      }}
    />
  );
}

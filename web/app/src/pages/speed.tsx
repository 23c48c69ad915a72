import { engineSpeedTest } from 'foreword-ui/engine';
import { Speed } from 'foreword-ui/speed';
import { useObservable } from '../shell/observable.js';
import type { App, ShowPage } from './page.js';
import { shown } from './shown.js';

export const show: ShowPage = (box, app) => shown(box, <Page {...app} />, app);

function Page({ write: { drafts } }: App) {
  const backend = useObservable(drafts.backend);
  return (
    <Speed
      record={drafts.speed}
      statistics={() => drafts.engine.profile.statistics()}
      backend={backend}
      test={engineSpeedTest(drafts.engine)}
      program="Foreword"
    />
  );
}

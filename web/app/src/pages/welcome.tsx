import { FirstRun } from 'foreword-ui/first-run';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { useObservable } from '../shell/observable.js';
import { go } from '../shell/route.js';
import type { App, ShowPage } from './page.js';
import { shown, useSettings } from './shown.js';

export const show: ShowPage = (box, app) => shown(box, <Page {...app} />, app);

function Page({ settings, write: { drafts } }: App) {
  const current = useSettings(settings);
  const isReady = useObservable(drafts.isReady);
  const loading = useObservable(drafts.loading);
  const { learns, setLearns } = useLearns(drafts);
  const attachField = useCallback((field: HTMLTextAreaElement) => drafts.attachTo(field), [drafts]);
  const leave = (page: 'write' | 'voice' | 'memory', part = '') => {
    settings.change({ isIntroduced: true }).catch(() => undefined);
    go({ page, part });
  };
  return (
    <FirstRun
      settings={current}
      loading={isReady ? undefined : loading}
      attachField={attachField}
      learns={learns}
      onLearns={setLearns}
      onLearnFromFiles={() => {
        leave('memory', 'learn');
      }}
      onVoice={() => {
        leave('voice');
      }}
      onDone={() => {
        leave('write');
      }}
    />
  );
}

/** Whether anything is learned. Until the profile is there, what was chosen waits for it. */
function useLearns({ engine }: App['write']['drafts']) {
  const [learns, setLearns] = useState(true);
  useEffect(() => {
    let isGone = false;
    engine.profile.settings().then(
      (found) => {
        if (!isGone) setLearns(found.learns);
      },
      () => undefined,
    );
    return () => {
      isGone = true;
    };
  }, [engine]);
  return {
    learns,
    setLearns: (now: boolean) => {
      setLearns(now);
      engine.profile.settings({ learns: now }).catch(() => undefined);
    },
  };
}

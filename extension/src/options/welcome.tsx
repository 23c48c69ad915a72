import { attach } from 'foreword-field';
import { FirstRun } from 'foreword-ui/first-run';
import { type Settings, fieldOptions } from 'foreword-ui/settings';
import { useEffect, useState } from 'preact/hooks';
import { changeSettings } from '../settings/storage.js';
import type { UsedEngine } from './use-engine.js';

/** The first run, with a field to try. */
export function Welcome({ settings, used }: { settings: Settings; used: UsedEngine }) {
  const { remote, state, message } = used;
  const [learns, setLearns] = useState(true);
  useEffect(() => {
    remote.profile.settings().then(
      (now) => {
        setLearns(now.learns);
      },
      () => undefined,
    );
  }, [remote]);
  const leave = (page: string) => {
    void changeSettings({ isIntroduced: true });
    location.hash = page;
  };
  const share = Number(/(\d+)%/.exec(message)?.[1] ?? 0) / 100;
  return (
    <main class="fw options-first">
      <p class="options-brand">
        <img src="icons/48.png" width="32" height="32" alt="" />
        Foreword
      </p>
      <FirstRun
        settings={settings}
        loading={state === 'ready' ? undefined : { share, text: message }}
        attachField={(field) => {
          const session = remote.engine.session({ personal: false, learns: false });
          const attached = attach(
            field,
            { ...session, focus: () => undefined },
            fieldOptions(() => settings),
          );
          return () => {
            attached?.detach();
            session.dispose();
          };
        }}
        learns={learns}
        onLearns={(wanted) => {
          setLearns(wanted);
          void remote.profile.settings({ learns: wanted });
        }}
        onLearnFromFiles={() => {
          leave('learn');
        }}
        onVoice={() => {
          leave('voice');
        }}
        onDone={() => {
          leave('settings');
        }}
      />
      <p class="fw-small options-pin">
        The button of Foreword is in the browser’s list of extensions; pinned to the toolbar it shows at a
        glance where drafts are off, and why.
      </p>
    </main>
  );
}

import { createFileReader } from 'foreword-reader';
import { engineExplain, enginePreview, engineSpeedTest } from 'foreword-ui/engine';
import { Memory } from 'foreword-ui/memory';
import { SpeedRecord } from 'foreword-ui/samples';
import { Speed } from 'foreword-ui/speed';
import { areaValue, localValue } from 'foreword-ui/storage';
import { Voice } from 'foreword-ui/voice';
import { useMemo } from 'preact/hooks';
import { timesKey } from '../protocol/limits.js';
import { useEverything } from '../pages/use-settings.js';
import { useTheme } from '../pages/use-theme.js';
import { SettingsRoute } from './settings-route.js';
import { useEngine } from './use-engine.js';
import { type Route, useRoute } from './use-route.js';
import { Welcome } from './welcome.js';

const titles: readonly (readonly [Route, string])[] = [
  ['settings', 'Settings'],
  ['memory', 'Memory'],
  ['voice', 'Voice'],
  ['speed', 'Speed'],
];

/** The worker that reads files stands beside the engine's. */
const reader = createFileReader(
  () => new Worker(chrome.runtime.getURL('reader/worker.js'), { type: 'module' }),
);

/** To learn from files is a dialog of the memory's page. */
function isAt(page: Route, route: Route): boolean {
  return page === (route === 'learn' ? 'memory' : route);
}

/** All pages of the extension but the popup. They are those of the app. */
export function Options() {
  const route = useRoute();
  const all = useEverything();
  useTheme(all.settings);
  const used = useEngine();
  const { remote } = used;
  const given = useMemo(
    () => ({
      profile: remote.profile,
      explain: engineExplain(remote.engine),
      preview: enginePreview(remote.engine),
      test: engineSpeedTest(remote.engine),
      record: new SpeedRecord(localValue(timesKey)),
      writer: areaValue(chrome.storage.local, 'writer'),
      unfinished: areaValue(chrome.storage.local, 'learning'),
    }),
    [remote],
  );
  if (!all.isRead) return null;
  if (route === 'welcome') return <Welcome settings={all.settings} used={used} />;
  return (
    <>
      <header class="fw options-head">
        <a class="options-brand" href="#settings">
          <img src="icons/48.png" width="24" height="24" alt="" />
          Foreword
        </a>
        <nav aria-label="Pages">
          {titles.map(([name, title]) => (
            <a key={name} href={`#${name}`} aria-current={isAt(name, route) ? 'page' : undefined}>
              {title}
            </a>
          ))}
        </nav>
      </header>
      <main>
        {route === 'settings' && <SettingsRoute all={all} used={used} />}
        {isAt('memory', route) && (
          <Memory
            profile={given.profile}
            reader={reader}
            unfinished={given.unfinished}
            isLearning={route === 'learn'}
            explain={given.explain}
          />
        )}
        {route === 'voice' && <Voice profile={given.profile} preview={given.preview} writer={given.writer} />}
        {route === 'speed' && (
          <Speed
            record={given.record}
            statistics={() => given.profile.statistics()}
            test={given.test}
            program={`Foreword ${chrome.runtime.getManifest().version}, extension`}
          />
        )}
      </main>
    </>
  );
}

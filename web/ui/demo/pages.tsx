import type { ComponentChild } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { FirstRun, KeysHelp, asksForHelp } from '../src/first-run/index.js';
import { Speed, SpeedRecord } from '../src/speed/index.js';
import { type ExplainedDraft, WhyDraft, messagesOf } from '../src/why/index.js';
import { fakeTest, fakeTimes } from './fake-speed.js';
import { Memory } from '../src/memory/index.js';
import { type Settings, defaultSettings, settingsFrom } from '../src/settings/index.js';
import { SettingsPage } from '../src/settings-page/index.js';
import { localValue, memoryValue } from '../src/storage/index.js';
import { Voice } from '../src/voice/index.js';
import { fakePreview } from './fake-preview.js';
import { FakeEngine, status } from './fake-engine.js';
import { fakeReader } from './fake-files.js';
import { FakeProfile } from './fake-profile.js';
import { fakeExplain } from './fake-why.js';

/** Lets tests get at what a part was given. */
function expose(things: Record<string, unknown>): void {
  Object.assign(globalThis, { demo: things });
}

function SettingsDemo({ query }: { query: URLSearchParams }) {
  const [settings, setSettings] = useState<Settings>(defaultSettings);
  const [engine] = useState(() => new FakeEngine());
  expose({ settings, engine });
  return (
    <SettingsPage
      settings={settings}
      onChange={(changes) => {
        setSettings((before) => settingsFrom({ ...before, ...changes }));
      }}
      engine={engine}
      backend={status}
      fixed={query.has('fixed') ? 'cpu' : undefined}
    />
  );
}

function FirstDemo({ query }: { query: URLSearchParams }) {
  const [learns, setLearns] = useState(false);
  const [isOpen, setIsOpen] = useState(false);
  const [done, setDone] = useState('');
  useEffect(() => {
    addEventListener('keydown', (event) => {
      if (asksForHelp(event)) setIsOpen(true);
    });
  }, []);
  return (
    <>
      <FirstRun
        settings={defaultSettings}
        loading={
          query.has('loading') ? { share: 0.4, text: '39.3 MB of 98.4 MB, about a minute left' } : undefined
        }
        attachField={attachNothing}
        learns={learns}
        onLearns={setLearns}
        onLearnFromFiles={() => {
          setDone('files');
        }}
        onVoice={() => {
          setDone('voice');
        }}
        onDone={() => {
          setDone('done');
        }}
      />
      <output>{done}</output>
      <KeysHelp
        keys={defaultSettings.keys}
        others={[{ title: 'Everywhere', rows: [{ keys: ['?'], does: 'This sheet' }] }]}
        isOpen={isOpen}
        onClose={() => {
          setIsOpen(false);
        }}
      />
    </>
  );
}

const attachNothing = () => () => undefined;

function WhyDemo() {
  const [all, setAll] = useState<ExplainedDraft[]>([]);
  const [opened, setOpened] = useState('');
  const [profile] = useState(() => new FakeProfile());
  useEffect(() => {
    void fakeExplain('', { kind: 'mail' }).then(setAll);
  }, []);
  return (
    <div class="fw fw-page">
      <h1 class="fw-page-title">Why</h1>
      {all.map(({ draft, why }) => (
        <WhyDraft
          key={draft.text}
          why={why}
          messages={messagesOf(profile)}
          onOpen={({ text }) => {
            setOpened(text);
          }}
        />
      ))}
      <output>{opened}</output>
    </div>
  );
}

/** The parts by name, of what the address says. */
export const pages: Record<string, (query: URLSearchParams) => ComponentChild> = {
  memory: (query) => {
    const saved: { name: string; text: Promise<string> }[] = [];
    const profile = new FakeProfile({
      messages: Number(query.get('messages') ?? 60),
      ...(query.has('memory') && {
        place: { kind: 'memory', because: 'this is a private window', erases: true, damaged: 3 },
      }),
    });
    profile.countWords();
    expose({ profile, saved });
    return (
      <Memory
        profile={profile}
        reader={fakeReader({ partMs: Number(query.get('partms') ?? 0) })}
        unfinished={localValue('unfinished')}
        documents={[{ origin: 'letter', title: 'Letter to the council' }]}
        explain={fakeExplain}
        save={(file, name) => {
          saved.push({ name, text: file.text() });
        }}
      />
    );
  },
  settings: (query) => <SettingsDemo query={query} />,
  voice: (query) => {
    const profile = new FakeProfile();
    expose({ profile });
    const kind = query.get('kind');
    return (
      <Voice
        profile={profile}
        preview={fakePreview}
        writer={localValue('writer')}
        {...((kind === 'chat' || kind === 'note') && { kind })}
      />
    );
  },
  speed: (query) => {
    const record = new SpeedRecord(memoryValue(query.has('empty') ? undefined : fakeTimes()));
    expose({ record });
    return (
      <Speed
        record={record}
        statistics={() => new FakeProfile({ messages: query.has('empty') ? 0 : 60 }).statistics()}
        backend={status}
        test={fakeTest}
        program="Foreword 0.1.0"
      />
    );
  },
  first: (query) => <FirstDemo query={query} />,
  why: () => <WhyDemo />,
};

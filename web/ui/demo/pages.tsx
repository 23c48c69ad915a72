import type { ComponentChild } from 'preact';
import { useState } from 'preact/hooks';
import { Memory } from '../src/memory/index.js';
import { type Settings, defaultSettings, settingsFrom } from '../src/settings/index.js';
import { SettingsPage } from '../src/settings-page/index.js';
import { localValue } from '../src/storage/index.js';
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
};

import 'foreword-ui/styles.css';
import type { ComponentChild } from 'preact';
import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Settings, SettingsKeeper } from 'foreword-ui/settings';
import { Help } from './help.js';
import type { App } from './page.js';

/** Draws a page with the sheet of keys; returns what takes it away. */
export function shown(box: HTMLElement, page: ComponentChild, { settings }: App): () => void {
  return drawn(
    box,
    <>
      {page}
      <Help settings={settings} />
    </>,
  );
}

export function drawn(box: HTMLElement, content: ComponentChild): () => void {
  render(content, box);
  return () => {
    render(null, box);
  };
}

/** The settings as they are now. */
export function useSettings(keeper: SettingsKeeper): Settings {
  const [settings, setSettings] = useState(keeper.current);
  useEffect(() => keeper.subscribe(setSettings), [keeper]);
  return settings;
}

import 'foreword-ui/styles.css';
import type { ComponentChild } from 'preact';
import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Settings, SettingsKeeper } from 'foreword-ui/settings';

/** Draws a page; returns what takes it away. */
export function shown(box: HTMLElement, page: ComponentChild): () => void {
  render(page, box);
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

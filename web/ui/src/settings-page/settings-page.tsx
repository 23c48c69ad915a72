import type { SettingsPageProps } from './props.js';

export function SettingsPage({ settings }: SettingsPageProps) {
  void settings;
  return <div class="fw fw-page" />;
}

import type { SettingsPageProps } from './props.js';

export function SettingsPage(props: SettingsPageProps) {
  return <div class="fw fw-page" data-props={Object.keys(props).length} />;
}

export { SettingsPage } from './settings-page.js';
export type * from './props.js';

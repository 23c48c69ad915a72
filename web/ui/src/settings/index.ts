/** What a person chooses. No DOM and no framework: it runs in content scripts and workers too. */

export { SettingsKeeper } from './keeper.js';
export { actionsOf, bindingsOf, defaultKeyChoices, keyActions } from './keys.js';
export type { Chord, KeyAction, KeyChoices } from './keys.js';
export { defaultSettings, lengths, limits, themes } from './settings.js';
export type { DraftLength, Settings, Theme } from './settings.js';
export { completeOptions, fieldOptions, shortened } from './use.js';
export { settingsFrom } from './validate.js';
export { chordOf, isSame, problemOf, problemsOf } from './key-problems.js';
export type { KeyProblem } from './key-problems.js';
export { actionNames, chordParts, chordText, isMac } from './key-text.js';
export { applyTheme } from './theme.js';

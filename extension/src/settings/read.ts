import { parse } from 'valibot';
import { type Settings, settingsSchema } from './settings.js';

/** Settings of a value of any origin; whatever is wrong in it is as never set. */
export function settingsOf(value: unknown): Settings {
  return parse(settingsSchema, typeof value === 'object' && value !== null ? value : {});
}

export const defaultSettings: Settings = settingsOf({});

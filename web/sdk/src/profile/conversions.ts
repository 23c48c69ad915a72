import { ForewordError } from '../errors.js';
import { count, flag, numberFrom, text } from '../primitives.js';
import { type Schema, array, object, oneOf, optional, record } from '../schema.js';
import { validate } from '../validate.js';
import {
  type DraftCounts,
  type ProfileSettings,
  type ProfileStatistics,
  sharings,
  textKinds,
} from './types.js';

/** What the core writes and reads as JSON. */

const counts: Schema<DraftCounts> = object({
  typed: count,
  inserted: count,
  taken: count,
  dismissed: count,
});
const statistics: Schema<{ before: DraftCounts; days: Record<string, DraftCounts> }> = object({
  before: counts,
  days: record(counts),
});
const voices = object({
  mail: optional(array(text)),
  chat: optional(array(text)),
  document: optional(array(text)),
  note: optional(array(text)),
  other: optional(array(text)),
});
const coreSettings = object({
  strength: numberFrom(0, 1),
  learns: flag,
  sharing: oneOf(sharings),
  voices,
  not_learned_on: array(text),
});
const settings = object({
  strength: optional(numberFrom(0, 1)),
  learns: optional(flag),
  sharing: optional(oneOf(sharings)),
  voices: optional(voices),
  notLearnedOn: optional(array(text)),
});

const ofCore = { code: 'bad-message', name: 'settings' } as const;

export function settingsFromCore(json: string): ProfileSettings {
  const { strength, learns, sharing, voices, not_learned_on } = validate(
    coreSettings,
    JSON.parse(json),
    ofCore,
  );
  return {
    strength,
    learns,
    sharing,
    voices: defined(voices),
    notLearnedOn: not_learned_on,
  };
}

/** The settings with changes, as the core reads them. */
export function settingsToCore(present: ProfileSettings, changes: Partial<ProfileSettings>): string {
  const checked = validate(settings, changes, { code: 'bad-argument', name: 'settings' });
  for (const kind of Object.keys(changes.voices ?? {})) {
    if (!(textKinds as readonly string[]).includes(kind)) {
      throw new ForewordError('bad-argument', `voices must be of ${textKinds.join(', ')}, not ${kind}`, {
        kind,
      });
    }
  }
  const { strength, learns, sharing, voices, notLearnedOn } = { ...present, ...defined(checked) };
  return JSON.stringify({
    strength,
    learns,
    sharing,
    voices,
    not_learned_on: notLearnedOn,
  });
}

export function statisticsFromCore(json: string): ProfileStatistics {
  return validate(statistics, JSON.parse(json), { code: 'bad-message', name: 'statistics' });
}

/** Absent members leave what is there. */
function defined<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(
    Object.entries(value as Record<string, unknown>).filter(([, member]) => member !== undefined),
  ) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

import { ForewordError } from '../errors.js';
import { finite, flag, text } from '../primitives.js';
import { array, check, object, oneOf, optional } from '../schema.js';
import type { Draft } from '../types.js';
import { validate } from '../validate.js';
import { settingsFromCore, settingsToCore, statisticsFromCore } from './conversions.js';
import type { CoreLearned, FinishedText } from './core.js';
import { type Keeper, changeOf } from './keeper.js';
import { openFile, sealFile } from './passphrase.js';
import type { FileOptions, Profile, TextToLearn } from './profile.js';
import {
  type DraftCounts,
  type Forget,
  type Learned,
  type MessageList,
  type MessageQuery,
  type ProfilePlace,
  type ProfileSettings,
  type ProfileStatistics,
  type RememberedSite,
  type Why,
  type WordList,
  type WordQuery,
  textKinds,
} from './types.js';

const msPerDay = 86_400_000;

const learnSchema = object({
  text,
  kind: optional(oneOf(textKinds)),
  site: optional(text),
  origin: optional(text),
  unlessKnown: optional(flag),
  date: optional(check<Date>('a date', (value) => value instanceof Date && dayOf(value) >= 0)),
});
const fileSchema = object({
  passphrase: optional(
    check<string>('a text that is not empty', (value) => typeof value === 'string' && value !== ''),
  ),
  mode: optional(oneOf(['replace', 'add'])),
});

/** Local days: a text belongs to the day that its writer calls today. */
function dayOf(date: Date): number {
  return Math.floor((date.getTime() - date.getTimezoneOffset() * 60_000) / msPerDay);
}

/** The public API over a keeper. */
export class ProfileClient implements Profile {
  constructor(private readonly keeper: Keeper) {}

  async learn(input: TextToLearn): Promise<Learned> {
    const { date = new Date(), ...rest } = validate(learnSchema, input, {
      code: 'bad-argument',
      name: 'text',
    });
    return this.learnFinished({ ...rest, day: dayOf(date) });
  }

  /** Learns from a text, perhaps of a session. */
  learnFinished(finished: FinishedText, session?: number): Promise<Learned> {
    return this.keeper.change(async (call) => {
      const learned = await call('learn', [finished], session);
      const { put, removed } = learned.changes;
      const isChanged = put.length > 0 || removed.length > 0;
      return { value: learnedOf(learned), change: isChanged ? changeOf(learned.changes) : undefined };
    });
  }

  /** Learns from a session's text today. */
  learnFrom(session: number, finished: Omit<FinishedText, 'day'>): Promise<Learned> {
    return this.learnFinished({ ...finished, day: dayOf(new Date()) }, session);
  }

  /** Counts a draft that was taken, and notes the messages that its words come from. */
  accepted(
    session: number,
    { before, draft, inserted }: { before: string; draft: Draft; inserted: number },
  ): Promise<void> {
    return this.keeper.change(async (call) => {
      const today = dayOf(new Date());
      const { words } = await call('why', [before, draft.words], session);
      // The newest that says it: one message is enough for a phrase to stay known.
      const ids = new Set(words.flatMap(({ messages }) => messages.slice(0, 1)));
      const { put } = await call('messagesUsed', [Float64Array.from(ids), today]);
      const { state } = await call('countDrafts', [today, { taken: 1, inserted }]);
      return { value: undefined, change: changeOf({ put, removed: [], state }, { keepsTexts: true }) };
    });
  }

  why(session: number, before: string, draft: Draft): Promise<Why> {
    return this.keeper.look(async (call) => {
      const found = await call('why', [before, draft.words], session);
      return {
        before: found.before.map(({ id, text }) => (id === null ? { text } : { id, text })),
        words: found.words.map(({ phrase, ...word }) => (phrase === null ? word : { ...word, phrase })),
      };
    });
  }

  list(query: MessageQuery = {}): Promise<MessageList> {
    return this.keeper.look(async (call) => {
      const { total, entries } = await call('listMessages', [query]);
      return { total, messages: entries };
    });
  }

  search(text: string, query: Omit<MessageQuery, 'search'> = {}): Promise<MessageList> {
    return this.list({ ...query, search: text });
  }

  words(query: WordQuery = {}): Promise<WordList> {
    return this.keeper.look(async (call) => {
      const { total, entries } = await call('listKnown', [query]);
      return { total, words: entries };
    });
  }

  sites(): Promise<RememberedSite[]> {
    return this.keeper.look((call) => call('listSites', []));
  }

  edit(id: number, text: string): Promise<Learned> {
    return this.keeper.change(async (call) => {
      const learned = await call('editMessage', [id, text]);
      return { value: learnedOf(learned), change: changeOf(learned.changes) };
    });
  }

  forget(what: Forget): Promise<number[]> {
    return this.keeper.change(async (call) => {
      const changes = await call('forget', [what]);
      // What was counted goes with everything, and nothing is left that its keys are needed for.
      const replacesAll = what.what === 'all';
      return { value: changes.removed, change: changeOf(changes, { replacesAll }) };
    });
  }

  async export(options: FileOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
    const { passphrase } = checked(options);
    const file = await this.keeper.look((call) => call('exportProfile', []));
    return passphrase === undefined ? file : sealFile(file, passphrase);
  }

  async import(
    file: Uint8Array,
    options: FileOptions & { mode?: 'replace' | 'add' | undefined } = {},
  ): Promise<number> {
    const { passphrase, mode = 'replace' } = checked(options);
    if (!(file instanceof Uint8Array)) throw new ForewordError('bad-argument', 'file must be a Uint8Array');
    const opened = await openFile(new Uint8Array(file), passphrase);
    return this.keeper.change(async (call) => {
      const replacesAll = mode === 'replace';
      const changes = await (replacesAll ? call('importProfile', [opened]) : call('absorbProfile', [opened]));
      return {
        value: changes.put.length,
        change: changeOf(changes, { replacesAll }),
      };
    });
  }

  settings(changes?: Partial<ProfileSettings>): Promise<ProfileSettings> {
    if (changes === undefined) {
      return this.keeper.look(async (call) => settingsFromCore(await call('profileSettings', [])));
    }
    return this.keeper.change(async (call) => {
      const present = settingsFromCore(await call('profileSettings', []));
      const made = await call('setProfileSettings', [settingsToCore(present, changes)]);
      const value = settingsFromCore(await call('profileSettings', []));
      return { value, change: changeOf(made, { changesSettings: true }) };
    });
  }

  statistics(add?: Partial<DraftCounts>): Promise<ProfileStatistics> {
    if (add === undefined) {
      return this.keeper.look(async (call) => statisticsFromCore(await call('profileStatistics', [])));
    }
    return this.keeper.change(async (call) => {
      const changes = await call('countDrafts', [dayOf(new Date()), add]);
      const value = statisticsFromCore(await call('profileStatistics', []));
      return { value, change: changeOf(changes) };
    });
  }

  async used(ids: readonly number[]): Promise<void> {
    const numbers = validate(array(finite), ids, { code: 'bad-argument', name: 'ids' });
    await this.keeper.change(async (call) => {
      const changes = await call('messagesUsed', [Float64Array.from(numbers), dayOf(new Date())]);
      const change = changes.put.length === 0 ? undefined : changeOf(changes, { keepsTexts: true });
      return { value: undefined, change };
    });
  }

  async place(): Promise<ProfilePlace> {
    const { kind, because, erases } = await this.keeper.store();
    const { damaged } = this.keeper;
    const storage = (globalThis as { navigator?: { storage?: Partial<StorageManager> } }).navigator?.storage;
    const isPersistent =
      kind === 'indexeddb' ? await storage?.persisted?.().catch(() => undefined) : undefined;
    return {
      kind,
      erases,
      damaged,
      ...(because !== undefined && { because }),
      ...(isPersistent !== undefined && { isPersistent }),
    };
  }
}

function checked(options: FileOptions & { mode?: 'replace' | 'add' | undefined }) {
  return validate(fileSchema, options, { code: 'bad-argument', name: 'options' });
}

function learnedOf({ id, notLearned, leftOut }: CoreLearned): Learned {
  return {
    ...(id !== null && { id }),
    ...(notLearned !== null && { notLearned }),
    leftOut: [...new Set(leftOut)],
  };
}

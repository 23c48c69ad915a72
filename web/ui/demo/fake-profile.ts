import type {
  ErrorCode,
  Forget,
  Learned,
  ProfileSettings,
  ProfileStatistics,
  RememberedMessage,
  RememberedWord,
  TextKind,
} from 'foreword';
import type { ProfileAccess } from '../src/contracts/index.js';
import { sentence } from './sentences.js';

const kinds: TextKind[] = ['mail', 'chat', 'mail', 'note', 'document'];
const sites = ['mail.example', 'chat.example', 'forum.example', ''];

/** As errors arrive from another context: objects with a code, and no instances of the SDK's class. */
class FakeError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** Today, in days since 1970, for every run alike. */
export const today = 20_786;

interface FakeOptions {
  messages?: number;
  /** Fails with this code from now on. */
  fails?: 'storage' | 'quota-exceeded' | undefined;
  place?: Awaited<ReturnType<ProfileAccess['place']>>;
}

type Kept = RememberedMessage & { origin?: string | undefined };

/** A profile without an engine: it keeps what it is given, finds it again, and forgets it. */
export class FakeProfile implements ProfileAccess {
  messages: Kept[];
  fails: FakeOptions['fails'];
  readonly calls: string[] = [];
  #next: number;
  #words: Record<'words' | 'names' | 'phrases', RememberedWord[]> | undefined;
  #settings: ProfileSettings = {
    strength: 1,
    learns: true,
    sharing: 'two-sites',
    voices: {},
    notLearnedOn: [],
  };
  readonly #place: Awaited<ReturnType<ProfileAccess['place']>>;

  constructor({ messages = 60, fails, place }: FakeOptions = {}) {
    this.fails = fails;
    this.#place = place ?? { kind: 'indexeddb', isPersistent: true, erases: true, damaged: 0 };
    this.messages = Array.from({ length: messages }, (_, at) => ({
      id: messages - at,
      day: today - Math.floor(at / 12),
      kind: kinds[at % kinds.length] ?? 'other',
      site: sites[at % sites.length] ?? '',
      text: sentence(messages - at),
      used: at % 7 === 0 ? at % 5 : 0,
      lastUsed: at % 7 === 0 && at % 5 > 0 ? today - (at % 3) : 0,
    }));
    this.#next = messages + 1;
  }

  /** Counts words now, so that no later call takes its time for it: the SDK counts in a worker. */
  countWords(): void {
    if (this.#words !== undefined) return;
    const all = countWords(this.messages);
    this.#words = {
      words: all.filter(({ words }) => words === 1),
      names: all.filter(({ words, isName }) => words === 1 && isName),
      phrases: all.filter(({ words }) => words > 1),
    };
  }

  async list({
    search = '',
    from = 0,
    count = 50,
    kind,
    site,
    day,
  }: Parameters<ProfileAccess['list']>[0] = {}) {
    await this.call('list');
    const isAll = search === '' && kind === undefined && site === undefined && day === undefined;
    // The SDK looks in a worker: what takes its time there must take none here.
    const found = isAll
      ? this.messages
      : this.messages.filter(
          (message) =>
            message.text.toLowerCase().includes(search.toLowerCase()) &&
            (kind === undefined || message.kind === kind) &&
            (site === undefined || message.site === site) &&
            (day === undefined || message.day === day),
        );
    const messages = found.slice(from, from + count);
    return { total: found.length, messages };
  }

  async words({
    search = '',
    from = 0,
    count = 50,
    what = 'words',
  }: Parameters<ProfileAccess['words']>[0] = {}) {
    await this.call('words');
    this.countWords();
    const all = this.#words?.[what] ?? [];
    const found =
      search === '' ? all : all.filter(({ text }) => text.toLowerCase().includes(search.toLowerCase()));
    return { total: found.length, words: found.slice(from, from + count) };
  }

  async sites() {
    await this.call('sites');
    const found = new Map<string, { site: string; messages: number; lastDay: number }>();
    for (const { site, day } of this.messages) {
      if (site === '') continue;
      const one = found.get(site) ?? { site, messages: 0, lastDay: 0 };
      found.set(site, { site, messages: one.messages + 1, lastDay: Math.max(one.lastDay, day) });
    }
    return [...found.values()];
  }

  async learn({
    text,
    kind = 'other',
    site = '',
    origin,
    date,
    unlessKnown,
  }: Parameters<ProfileAccess['learn']>[0]): Promise<Learned> {
    await this.call('learn');
    if (!this.#settings.learns) return { notLearned: 'off', leftOut: [] };
    const day = date === undefined ? today : Math.floor(date.getTime() / 86_400_000);
    if (unlessKnown === true && this.messages.some((known) => known.text === text && known.day === day)) {
      return { notLearned: 'known', leftOut: [] };
    }
    if (origin !== undefined) this.messages = this.messages.filter((known) => known.origin !== origin);
    const id = this.#next++;
    this.changed([
      { id, day, kind, site, text: text.trim(), used: 0, lastUsed: 0, origin },
      ...this.messages,
    ]);
    this.messages.sort((a, b) => b.day - a.day || b.id - a.id);
    return { id, leftOut: [] };
  }

  async edit(id: number, text: string): Promise<Learned> {
    await this.call('edit');
    if (!this.messages.some((message) => message.id === id)) {
      throw new FakeError('bad-argument', `there is no message ${id}`);
    }
    this.changed(this.messages.map((message) => (message.id === id ? { ...message, text } : message)));
    return { id, leftOut: [] };
  }

  async forget(what: Forget): Promise<number[]> {
    await this.call(`forget ${what.what}`);
    const before = this.messages;
    if (what.what === 'words') {
      const pattern = new RegExp(what.words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'gi');
      this.changed(before.map((message) => ({ ...message, text: message.text.replace(pattern, '…') })));
      return [];
    }
    const isGone = (message: Kept) =>
      (what.what === 'message' && message.id === what.id) ||
      (what.what === 'day' && message.day === what.day) ||
      (what.what === 'site' && message.site === what.site) ||
      (what.what === 'origin' && message.origin === what.origin) ||
      what.what === 'all';
    this.changed(before.filter((message) => !isGone(message)));
    return before.filter(isGone).map(({ id }) => id);
  }

  async export({ passphrase }: Parameters<ProfileAccess['export']>[0] = {}) {
    await this.call('export');
    const { messages } = this;
    return new TextEncoder().encode(JSON.stringify({ format: 'fake', passphrase, messages }));
  }

  async import(
    file: Uint8Array,
    { passphrase, mode = 'replace' }: Parameters<ProfileAccess['import']>[1] = {},
  ) {
    await this.call('import');
    const { messages, version, passphrase: sealed } = read(file);
    if (version === 9) throw new FakeError('profile-newer', 'the file is of version 9; this reads 1');
    if (sealed !== undefined && sealed !== passphrase) {
      throw new FakeError('wrong-passphrase', 'the passphrase is another one');
    }
    if (!Array.isArray(messages)) throw new FakeError('profile-invalid', 'messages: not a list');
    const known = new Set(this.messages.map(({ text }) => text));
    const added = (messages as Kept[]).filter(({ text }) => mode === 'replace' || !known.has(text));
    this.changed(mode === 'replace' ? added : [...this.messages, ...added]);
    return added.length;
  }

  async settings(changes: Partial<ProfileSettings> = {}): Promise<ProfileSettings> {
    await this.call(`settings ${Object.keys(changes).join(',')}`.trim());
    this.#settings = { ...this.#settings, ...changes };
    return structuredClone(this.#settings);
  }

  async statistics(): Promise<ProfileStatistics> {
    await this.call('statistics');
    const days: ProfileStatistics['days'] = {};
    for (let ago = 0; ago < 40 && this.messages.length > 0; ago++) {
      if (ago % 7 > 4) continue;
      const typed = 900 + ((ago * 7919) % 1400);
      days[today - ago] = {
        typed,
        inserted: Math.round(typed * 0.42),
        taken: Math.round(typed * 0.04),
        dismissed: 12,
      };
    }
    return { before: { typed: 52_000, inserted: 19_000, taken: 2100, dismissed: 700 }, days };
  }

  async place() {
    await this.call('place');
    return this.#place;
  }

  private changed(messages: Kept[]): void {
    this.messages = messages;
    this.#words = undefined;
  }

  /** As messages to another context arrive: later, and perhaps never. */
  private async call(name: string): Promise<void> {
    this.calls.push(name);
    await Promise.resolve();
    if (this.fails !== undefined && name !== 'place') throw new FakeError(this.fails, `${name} failed`);
  }
}

function read(file: Uint8Array): Record<string, unknown> {
  try {
    return JSON.parse(new TextDecoder().decode(file)) as Record<string, unknown>;
  } catch {
    throw new FakeError('profile-invalid', 'the file is no JSON');
  }
}

function countWords(messages: readonly Kept[]): RememberedWord[] {
  const found = new Map<string, RememberedWord & { last?: number }>();
  for (const { text, day, id } of messages) {
    const words = text.match(/[\p{L}’&']+/gu) ?? [];
    const phrases = words.flatMap((word, at) => [
      word,
      words.slice(at, at + 2).join(' '),
      words.slice(at, at + 3).join(' '),
    ]);
    for (const phrase of new Set(phrases)) {
      const length = phrase.split(' ').length;
      const one = found.get(phrase) ?? {
        text: phrase,
        isName: length === 1 && /^\p{Lu}\p{Ll}/u.test(phrase),
        words: length,
        count: 0,
        messages: 0,
        lastDay: 0,
      };
      one.count += 1;
      one.messages += one.last === id ? 0 : 1;
      one.last = id;
      one.lastDay = Math.max(one.lastDay, day);
      found.set(phrase, one);
    }
  }
  return [...found.values()]
    .filter(({ words, messages }) => words === 1 || messages > 1)
    .sort((a, b) => b.count - a.count);
}

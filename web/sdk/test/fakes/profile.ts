import type {
  CoreLearned,
  CorePrefix,
  CoreWhy,
  FinishedText,
  ProfileCore,
  RecordChanges,
} from '../../src/profile/core.js';
import type {
  DraftCounts,
  Forget,
  MessageQuery,
  RememberedMessage,
  RememberedSite,
  RememberedWord,
  WordQuery,
} from '../../src/profile/types.js';
import { FakeError } from './errors.js';

interface Message {
  id: number;
  day: number;
  kind: 'mail' | 'chat' | 'document' | 'note' | 'other';
  site: string;
  origin: string;
  text: string;
  used: number;
}

const noCounts = { typed: 0, inserted: 0, taken: 0, dismissed: 0 };

function emptyState() {
  return {
    next: 1,
    settings: { strength: 1, learns: true, sharing: 'two-sites', voices: {}, not_learned_on: [] as string[] },
    statistics: { before: noCounts, days: {} as Record<string, DraftCounts> },
  };
}

/** The profile's part of the core, without the rules of what may be learned but one: a text with `secret` in it. */
export class FakeProfile implements ProfileCore {
  readonly messages = new Map<number, Message>();
  #state = emptyState();
  isOpen = false;
  isLive = false;
  /** Sessions whose texts were said to be finished. */
  readonly finished: number[] = [];
  /** What sessions stand behind. */
  readonly held = new Map<number, number[]>();
  /** Snapshots that were given back. */
  readonly restored: string[] = [];
  /** Sessions that were read ahead. */
  readonly read: number[] = [];

  openProfile(state?: string): void {
    this.messages.clear();
    this.#state = state === undefined ? emptyState() : (JSON.parse(state) as ReturnType<typeof emptyState>);
    [this.isOpen, this.isLive] = [true, false];
  }

  startProfile(): void {
    this.isLive = true;
  }

  closeProfile(): void {
    this.messages.clear();
    [this.isOpen, this.isLive] = [false, false];
  }

  putMessages(records: string[]): Float64Array {
    const differing: number[] = [];
    for (const record of records) {
      const message = JSON.parse(record) as Message;
      if (message.text.includes('refused now')) differing.push(message.id);
      else this.messages.set(message.id, message);
      this.#state.next = Math.max(this.#state.next, message.id + 1);
    }
    return Float64Array.from(differing);
  }

  removeMessages(ids: Float64Array): void {
    for (const id of ids) this.messages.delete(id);
  }

  setProfileState(state: string): void {
    const next = this.#state.next;
    this.#state = JSON.parse(state) as ReturnType<typeof emptyState>;
    this.#state.next = Math.max(next, this.#state.next);
  }

  profileState(): string {
    return JSON.stringify(this.#state);
  }

  messageRecords(ids: Float64Array): RecordChanges {
    return this.changes([...ids].filter((id) => this.messages.has(id)));
  }

  learn(
    { text, day, kind = 'other', site = '', origin = '', field }: FinishedText,
    session?: number,
  ): CoreLearned {
    this.expectOpen();
    if (session !== undefined) this.finished.push(session);
    const refused = (notLearned: CoreLearned['notLearned']) => ({
      id: null,
      notLearned,
      leftOut: [],
      changes: this.changes([]),
    });
    if (field === 'line' || field === 'sensitive') return refused(field);
    if (!this.#state.settings.learns) return refused('off');
    if (text.includes('secret')) return { ...refused('secret'), leftOut: ['told'] };
    const removed = [...this.messages.values()].filter((old) => origin !== '' && old.origin === origin);
    for (const old of removed) this.messages.delete(old.id);
    const id = this.#state.next++;
    this.messages.set(id, { id, day, kind, site, origin, text, used: 0 });
    return {
      id,
      notLearned: null,
      leftOut: [],
      changes: this.changes(
        [id],
        removed.map((old) => old.id),
      ),
    };
  }

  studied(): RecordChanges | undefined {
    return undefined;
  }

  textFinished(session: number): void {
    this.finished.push(session);
  }

  forget(what: Forget): RecordChanges {
    this.expectOpen();
    const put: number[] = [];
    if (what.what === 'words') {
      for (const message of this.messages.values()) {
        if (!message.text.includes(what.words)) continue;
        message.text = message.text.replaceAll(what.words, '');
        put.push(message.id);
      }
    }
    if (what.what === 'all') this.#state.statistics = emptyState().statistics;
    const gone = [...this.messages.values()].filter((message) => {
      if (what.what === 'message') return message.id === what.id;
      if (what.what === 'day') return message.day === what.day;
      if (what.what === 'site') return message.site === what.site;
      if (what.what === 'origin') return message.origin === what.origin;
      return what.what === 'all' || message.text.trim() === '';
    });
    for (const { id } of gone) this.messages.delete(id);
    return this.changes(
      put.filter((id) => this.messages.has(id)),
      gone.map(({ id }) => id),
    );
  }

  editMessage(id: number, text: string): CoreLearned {
    const message = this.messages.get(id);
    if (message === undefined) throw new FakeError('bad-argument', `there is no message ${id}`);
    message.text = text;
    return { id, notLearned: null, leftOut: [], changes: this.changes([id]) };
  }

  setProfileSettings(json: string): RecordChanges {
    this.#state.settings = JSON.parse(json) as ReturnType<typeof emptyState>['settings'];
    return this.changes([]);
  }

  countDrafts(day: number, counts: Partial<DraftCounts>): RecordChanges {
    const { days } = this.#state.statistics;
    const now = days[day] ?? noCounts;
    days[day] = {
      typed: now.typed + (counts.typed ?? 0),
      inserted: now.inserted + (counts.inserted ?? 0),
      taken: now.taken + (counts.taken ?? 0),
      dismissed: now.dismissed + (counts.dismissed ?? 0),
    };
    return this.changes([]);
  }

  messagesUsed(ids: Float64Array): RecordChanges {
    const used = [...ids].filter((id) => this.messages.has(id));
    for (const id of used) this.at(id).used += 1;
    return this.changes(used);
  }

  importProfile(file: Uint8Array): RecordChanges {
    const other = this.parse(file);
    this.messages.clear();
    for (const message of other) this.messages.set(message.id, message);
    this.#state.next = Math.max(this.#state.next, ...other.map(({ id }) => id + 1));
    return this.changes([...this.messages.keys()]);
  }

  absorbProfile(file: Uint8Array): RecordChanges {
    const known = new Set([...this.messages.values()].map(({ text }) => text));
    const added = this.parse(file).filter(({ text }) => !known.has(text));
    const ids = added.map((message) => {
      const id = this.#state.next++;
      this.messages.set(id, { ...message, id });
      return id;
    });
    return this.changes(ids);
  }

  listMessages({ search = '', from = 0, count = 50, kind, site, day }: MessageQuery): {
    total: number;
    entries: RememberedMessage[];
  } {
    this.expectOpen();
    const all = [...this.messages.values()]
      .filter((message) => message.text.toLowerCase().includes(search.toLowerCase()))
      .filter((message) => kind === undefined || message.kind === kind)
      .filter((message) => site === undefined || message.site === site)
      .filter((message) => day === undefined || message.day === day)
      .sort((a, b) => b.id - a.id);
    const page = all.slice(from, from + count);
    return {
      total: all.length,
      entries: page.map(({ id, day, kind, site, text, used }) => ({
        ...{ id, day, kind, site, text, used },
        lastUsed: 0,
      })),
    };
  }

  listKnown({ from = 0, count = 50 }: WordQuery): { total: number; entries: RememberedWord[] } {
    const counts = new Map<string, number>();
    for (const { text } of this.messages.values()) {
      for (const word of text.split(/\W+/)) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
    const words = [...counts].map(([text, count]) => ({
      ...{ text, count, isName: false, words: 1 },
      ...{ messages: count, lastDay: 0 },
    }));
    return { total: words.length, entries: words.slice(from, from + count) };
  }

  listSites(): RememberedSite[] {
    const sites = new Set([...this.messages.values()].map(({ site }) => site));
    return [...sites].map((site) => ({ site, messages: 1, lastDay: 0 }));
  }

  why(session: number, _before: string, draft: { text: string; source: string }[]): CoreWhy {
    const held = this.held.get(session) ?? [];
    return {
      before: held.map((id) => ({ id, text: this.messages.get(id)?.text ?? '' })),
      words: draft.map(({ text, source }) => {
        const found = [...this.messages.values()].filter((message) => message.text.includes(text.trim()));
        const messages = found.map(({ id }) => id);
        return { text, source, phrase: found.length > 0 ? text.trim() : null, total: found.length, messages };
      }),
    };
  }

  profileSettings(): string {
    return JSON.stringify(this.#state.settings);
  }

  profileStatistics(): string {
    return JSON.stringify(this.#state.statistics);
  }

  exportProfile(): Uint8Array<ArrayBuffer> {
    return new TextEncoder().encode(
      JSON.stringify({ format: 'fake', messages: [...this.messages.values()] }),
    );
  }

  readAhead(session: number): Promise<boolean> {
    this.read.push(session);
    this.held.set(session, [...this.messages.keys()]);
    return Promise.resolve(true);
  }

  prefixOf(session: number): Promise<CorePrefix> {
    const held = this.held.get(session) ?? [];
    const isWaiting = held.join() !== [...this.messages.keys()].join();
    return Promise.resolve({
      isWaiting,
      kind: 'other',
      site: '',
      messages: held,
      hasVoices: false,
      hasStudied: false,
    });
  }

  restorePrefix(_session: number, snapshot: Uint8Array): Promise<number> {
    this.restored.push(new TextDecoder().decode(snapshot));
    return Promise.resolve(snapshot.length);
  }

  snapshotPrefix(session: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const texts = (this.held.get(session) ?? []).map((id) => this.messages.get(id)?.text);
    return Promise.resolve(new TextEncoder().encode(texts.join('\n')));
  }

  private at(id: number): Message {
    const message = this.messages.get(id);
    if (message === undefined) throw new FakeError('internal', `there is no message ${id}`);
    return message;
  }

  private expectOpen(): void {
    if (!this.isOpen) throw new FakeError('internal', 'there is no profile');
  }

  private changes(put: number[], removed: number[] = []): RecordChanges {
    const records = put.map((id) => {
      const message = this.at(id);
      return { id, group: `${message.day} ${message.site}`, record: JSON.stringify(message) };
    });
    return { put: records, removed, state: this.profileState() };
  }

  private parse(file: Uint8Array): Message[] {
    try {
      const { format, messages } = JSON.parse(new TextDecoder().decode(file)) as {
        format: string;
        messages: Message[];
      };
      if (format === 'fake') return messages;
    } catch {
      // Said below.
    }
    throw new FakeError('profile-invalid', 'this is no profile');
  }
}

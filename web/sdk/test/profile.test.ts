import 'fake-indexeddb/auto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { EngineClient } from '../src/client/engine.js';
import type { Engine } from '../src/engine.js';
import type { ProfileStore } from '../src/profile/store.js';
import { MemoryProfileStore } from '../src/profile/memory.js';
import { type FakeWorker, fakeSurroundings, kinds, modelBytes, sourceOf, transportOf } from './fakes.js';

let number = 0;
const engines: Engine[] = [];

afterEach(() => {
  for (const engine of engines.splice(0)) engine.dispose();
  vi.restoreAllMocks();
});

/** An engine, as each tab has one; tabs with the same name share a profile. */
function tab(kind: (typeof kinds)[number], profile: string | false | ProfileStore = `p-${++number}`) {
  const bytes = modelBytes(100);
  const { surroundings, cores } = fakeSurroundings(bytes);
  const workers: FakeWorker[] = [];
  const engine = new EngineClient({
    load: { model: sourceOf(bytes), backend: 'cpu' },
    profile,
    transport: transportOf(kind, surroundings, workers),
  });
  engines.push(engine);
  return { engine, cores, workers, name: profile };
}

const textsOf = async ({ profile }: Engine) => (await profile.list()).messages.map(({ text }) => text);

describe.each(kinds)('a profile, %s', (kind) => {
  test('learns, lists, searches, edits and forgets, and another tab sees it', async () => {
    const { engine, name } = tab(kind);
    const { engine: other } = tab(kind, name);
    expect(await other.profile.list()).toEqual({ total: 0, messages: [] });
    const { profile } = engine;
    expect(await profile.learn({ text: 'See you on Monday', kind: 'mail', site: 'a.example' })).toEqual({
      id: 1,
      leftOut: [],
    });
    await profile.learn({ text: 'Thanks' });
    expect(await textsOf(other)).toEqual(['Thanks', 'See you on Monday']);
    expect((await other.profile.search('MONDAY')).messages).toMatchObject([
      { id: 1, kind: 'mail', site: 'a.example' },
    ]);
    expect((await other.profile.words({ count: 1 })).total).toBe(5);
    await other.profile.edit(1, 'See you on Tuesday');
    expect(await textsOf(engine)).toEqual(['Thanks', 'See you on Tuesday']);
    expect(await profile.forget({ what: 'message', id: 1 })).toEqual([1]);
    expect(await textsOf(other)).toEqual(['Thanks']);
    expect(await profile.forget({ what: 'all' })).toEqual([2]);
    expect(await textsOf(other)).toEqual([]);
  });

  test('is still there after a restart', async () => {
    const { engine, name } = tab(kind);
    await engine.profile.learn({ text: 'one' });
    await engine.profile.settings({ strength: 0.5, voices: { mail: ['Dear all'] } });
    await engine.profile.statistics({ taken: 1, inserted: 14 });
    engine.dispose();
    const { engine: again } = tab(kind, name);
    expect(await textsOf(again)).toEqual(['one']);
    expect(await again.profile.settings()).toEqual({
      strength: 0.5,
      learns: true,
      sharing: 'two-sites',
      voices: { mail: ['Dear all'] },
      notLearnedOn: [],
    });
    const { days } = await again.profile.statistics();
    expect(Object.values(days)).toEqual([{ typed: 0, inserted: 14, taken: 1, dismissed: 0 }]);
  });

  test('of many tabs loses no update', async () => {
    const { engine, name } = tab(kind);
    const tabs = [engine, ...Array.from({ length: 3 }, () => tab(kind, name).engine)];
    await Promise.all(
      Array.from({ length: 24 }, async (_, at) => tabs[at % 4]?.profile.learn({ text: `text ${at}` })),
    );
    const all = Array.from({ length: 24 }, (_, at) => `text ${at}`).sort();
    for (const { profile } of tabs) {
      const { messages } = await profile.list();
      expect(messages.map(({ text }) => text).sort()).toEqual(all);
      expect(new Set(messages.map(({ id }) => id)).size).toBe(24);
    }
  });

  test('counts of many tabs add up', async () => {
    const { engine, name } = tab(kind);
    const { engine: other } = tab(kind, name);
    await Promise.all(
      Array.from({ length: 10 }, (_, at) => (at % 2 ? engine : other).profile.statistics({ typed: 3 })),
    );
    const { days } = await engine.profile.statistics();
    expect(Object.values(days)).toEqual([{ typed: 30, inserted: 0, taken: 0, dismissed: 0 }]);
  });

  test('a change that cannot be stored is not made', async () => {
    const store = new MemoryProfileStore();
    const { engine } = tab(kind, store);
    await engine.profile.learn({ text: 'one' });
    const full = Object.assign(new Error('full'), { code: 'quota-exceeded' });
    vi.spyOn(store, 'write').mockRejectedValueOnce(full);
    await expect(engine.profile.learn({ text: 'two' })).rejects.toMatchObject({ code: 'quota-exceeded' });
    expect(await textsOf(engine)).toEqual(['one']);
    await engine.profile.learn({ text: 'three' });
    expect(await textsOf(engine)).toEqual(['three', 'one']);
  });

  test('goes out as a file and comes in again', { timeout: 30_000 }, async () => {
    const { engine } = tab(kind);
    await engine.profile.learn({ text: 'one' });
    const file = await engine.profile.export();
    const sealed = await engine.profile.export({ passphrase: 'correct horse' });
    expect(Buffer.from(sealed).toString()).not.toContain('one');
    const { engine: other, name } = tab(kind);
    await other.profile.learn({ text: 'two' });
    expect(await other.profile.import(sealed, { passphrase: 'correct horse', mode: 'add' })).toBe(1);
    expect(await textsOf(other)).toEqual(['one', 'two']);
    expect(await other.profile.import(file)).toBe(1);
    expect(await textsOf(other)).toEqual(['one']);
    expect(await textsOf(tab(kind, name).engine)).toEqual(['one']);
    for (const [bad, code] of [
      [new TextEncoder().encode('{"format":"other"}'), 'profile-invalid'],
      [sealed, 'wrong-passphrase'],
      [sealed.slice(0, -9), 'profile-invalid'],
    ] as const) {
      await expect(other.profile.import(bad)).rejects.toMatchObject({ code });
    }
    await expect(other.profile.import(sealed, { passphrase: 'horse' })).rejects.toMatchObject({
      code: 'wrong-passphrase',
    });
    expect(await textsOf(other)).toEqual(['one']);
  });

  test('without one nothing is learned, and nothing else misses it', async () => {
    const { engine, cores } = tab(kind, false);
    const session = engine.session();
    expect(await session.learn('text')).toEqual({ notLearned: 'off', leftOut: [] });
    const { drafts } = await session.complete({ before: 'Hi' });
    expect(drafts).toHaveLength(3);
    if (drafts[0] !== undefined) await session.accept({ before: 'Hi' }, drafts[0]);
    await session.dismiss();
    await expect(engine.profile.list()).rejects.toMatchObject({ code: 'bad-argument' });
    expect(cores[0]?.isOpen).toBe(false);
  });

  test('a session learns as its options say', async () => {
    const { engine, cores } = tab(kind);
    const session = engine.session({ kind: 'chat', site: 'a.example' });
    await session.learn('Hello there');
    expect((await engine.profile.list()).messages).toMatchObject([{ kind: 'chat', site: 'a.example' }]);
    expect(cores[0]?.finished, 'its next text stands behind this one').toEqual([1]);
    const refused = [
      { field: 'line' },
      { field: 'sensitive' },
      { learns: false },
      { personal: false },
    ] as const;
    for (const options of refused) {
      const { id } = await engine.session(options).learn('Not this');
      expect(id).toBeUndefined();
    }
    expect(await session.learn('my secret')).toEqual({ notLearned: 'secret', leftOut: ['told'] });
    expect(await textsOf(engine)).toEqual(['Hello there']);
    expect(cores[0]?.sessions.get(1)).toEqual({ kind: 'chat', site: 'a.example' });
  });

  test('counts what was taken and dismissed, and what stood behind it stays longer', async () => {
    const { engine } = tab(kind);
    const session = engine.session();
    await session.learn('See you');
    const context = { before: 'See' };
    const draft = {
      text: ' you',
      logProb: -1,
      confidence: 0.5,
      words: [{ text: ' you', source: 'phrases' }],
    };
    await session.accept(context, draft);
    await session.accept(context, draft, ' yo');
    await session.dismiss();
    const { days } = await engine.profile.statistics();
    expect(Object.values(days)).toEqual([{ typed: 0, inserted: 7, taken: 2, dismissed: 1 }]);
    expect((await engine.profile.list()).messages).toMatchObject([{ text: 'See you', used: 2 }]);
    await expect(session.accept(context, { ...draft, text: 7 as never })).rejects.toMatchObject({
      code: 'bad-argument',
    });
    const impersonal = engine.session({ personal: false });
    await impersonal.accept(context, draft);
    await impersonal.dismiss();
    expect((await engine.profile.statistics()).days).toEqual(days);
  });

  test('says where the words of a draft come from', async () => {
    const { engine } = tab(kind);
    const session = engine.session();
    await session.learn('See you');
    const context = { before: 'See' };
    const draft = {
      text: ' you x',
      logProb: -1,
      confidence: 1,
      words: [' you', ' x'].map((text) => ({ text, source: 'phrases' })),
    };
    expect((await session.why(context, draft)).words).toEqual([
      { text: ' you', source: 'phrases', phrase: 'you', total: 1, messages: [1] },
      { text: ' x', source: 'phrases', total: 0, messages: [] },
    ]);
  });

  test('arguments out of range are refused before anything happens', async () => {
    const { engine } = tab(kind);
    const { profile } = engine;
    const wrong = [
      () => profile.learn({ text: 7 as never }),
      () => profile.learn({ text: 'x', kind: 'prayer' as never }),
      () => profile.learn({ text: 'x', date: new Date(NaN) }),
      () => profile.settings({ strength: 2 }),
      () => profile.settings({ voices: { prayer: ['x'] } as never }),
      () => profile.edit(9, 'x'),
      () => profile.export({ passphrase: '' }),
      () => profile.import('file' as never),
      () => engine.session().learn(7 as never),
    ];
    for (const call of wrong) await expect(call()).rejects.toMatchObject({ code: 'bad-argument' });
  });

  test('what the rules refuse now is taken out of the store', async () => {
    const store = new MemoryProfileStore();
    const { engine } = tab(kind, store);
    await engine.profile.learn({ text: 'one' });
    await engine.profile.learn({ text: 'refused now' });
    engine.dispose();
    expect(await textsOf(tab(kind, store).engine)).toEqual(['one']);
    await vi.waitFor(async () => {
      expect((await store.read(0)).ids).toEqual([1]);
    });
  });
});

test('a worker that dies gets its profile again', async () => {
  const { engine, workers } = tab('worker');
  await engine.profile.learn({ text: 'one' });
  workers[0]?.emit('error', { data: undefined, message: 'killed' });
  expect(await textsOf(engine)).toEqual(['one']);
  await engine.profile.learn({ text: 'two' });
  expect(await textsOf(engine)).toEqual(['two', 'one']);
  expect(workers).toHaveLength(2);
});

test('persistence is asked for when there is something to keep, and nobody waits for it', async () => {
  vi.resetModules();
  const persist = vi.fn(() => new Promise<boolean>(() => undefined));
  vi.stubGlobal('navigator', { storage: { persisted: () => Promise.resolve(false), persist } });
  const { engine } = tab('direct');
  expect(await engine.profile.list()).toMatchObject({ total: 0 });
  expect(persist).not.toHaveBeenCalled();
  await engine.profile.learn({ text: 'one' });
  await vi.waitFor(() => {
    expect(persist).toHaveBeenCalledTimes(1);
  });
  vi.unstubAllGlobals();
});

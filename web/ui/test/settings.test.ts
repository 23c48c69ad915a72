import { defaultKeys } from 'foreword-field';
import { describe, expect, it } from 'vitest';
import {
  SettingsKeeper,
  bindingsOf,
  defaultSettings,
  fieldOptions,
  settingsFrom,
  shortened,
} from '../src/settings/index.js';
import { type StoredValue, localValue, memoryValue } from '../src/storage/index.js';

describe('settings', () => {
  it('are the defaults where nothing, or nonsense, was stored', () => {
    for (const stored of [
      undefined,
      null,
      7,
      'x',
      [],
      { version: 'x', keys: 3, personal: null, drafts: NaN },
    ]) {
      expect(settingsFrom(stored)).toEqual(defaultSettings);
    }
  });

  it('keep each that can be read, and bound the numbers', () => {
    const settings = settingsFrom({
      drafts: 99,
      confidence: -1,
      length: 'word',
      theme: 'blue',
      backend: 'cpu',
    });
    expect(settings).toEqual({
      ...defaultSettings,
      drafts: 5,
      confidence: 0.02,
      length: 'word',
      backend: 'cpu',
    });
  });

  it('take over what the page kept before there were others', () => {
    const old = { backend: 'cpu', looksAgain: false, announces: false };
    expect(settingsFrom(old)).toEqual({ ...defaultSettings, ...old });
  });

  it('survive being stored', () => {
    const changed = settingsFrom({
      keys: { accept: [{ key: 'Enter', ctrl: true }], dismiss: [], pick: [{ key: '' }, 3] },
    });
    expect(changed.keys.accept).toEqual([{ key: 'Enter', ctrl: true }]);
    expect(changed.keys.dismiss).toEqual([]);
    expect(changed.keys.pick).toEqual([]);
    expect(changed.keys.next).toEqual(defaultSettings.keys.next);
    expect(settingsFrom(JSON.parse(JSON.stringify(changed)))).toEqual(changed);
  });

  it('have the keys of a field that is given none', () => {
    expect(bindingsOf(defaultSettings.keys)).toEqual(defaultKeys);
  });
});

describe('a keeper of settings', () => {
  it('tells of changes, and keeps them', async () => {
    const stored = memoryValue({ drafts: 2 });
    const keeper = await SettingsKeeper.open(stored);
    const seen: number[] = [];
    keeper.subscribe(({ drafts }) => seen.push(drafts));
    expect(keeper.current.drafts).toBe(2);
    await keeper.change({ drafts: 4 });
    expect(seen).toEqual([4]);
    expect(settingsFrom(await stored.read()).drafts).toBe(4);
  });

  it('changes them although they cannot be kept, and says so', async () => {
    const full: StoredValue = {
      ...memoryValue(),
      write: () => Promise.reject(new DOMException('full', 'QuotaExceededError')),
    };
    const keeper = await SettingsKeeper.open(full);
    await expect(keeper.change({ isOn: false })).rejects.toThrow('full');
    expect(keeper.current.isOn).toBe(false);
  });
});

describe('a stored value', () => {
  it('reads nothing where the stored text is no JSON', async () => {
    const texts = new Map([['a', '{"x":1']]);
    const store = {
      getItem: (key: string) => texts.get(key) ?? null,
      setItem: (key: string, text: string) => void texts.set(key, text),
    };
    const value = localValue('a', store);
    expect(await value.read()).toBeUndefined();
    await value.write({ y: 2 });
    expect(await value.read()).toEqual({ y: 2 });
  });
});

it('drafts of one word end behind it, and are told apart', () => {
  const draft = (...words: string[]) => ({
    text: words.join(''),
    logProb: -1,
    confidence: 0.5,
    words: words.map((text) => ({ text, source: 'model' })),
  });
  const drafts = [draft(' see', ' you'), draft(' see', ' if'), draft(' let', ' you')];
  expect(shortened(drafts, 'word').map(({ text }) => text)).toEqual([' see', ' let']);
  expect(shortened(drafts, 'phrase')).toEqual(drafts);
});

it('a field asks as was chosen', () => {
  let current = settingsFrom({ drafts: 2, length: 'sentence', confidence: 0.2, looksAhead: true });
  const options = fieldOptions(() => current);
  expect(options.complete).toEqual({ drafts: 2, tokens: 20, minConfidence: 0.2, foresee: true });
  expect(options.mayAnnounce()).toBe(true);
  current = settingsFrom({ announces: false });
  expect(options.mayAnnounce()).toBe(false);
  expect(fieldOptions(() => current).complete.foresee).toBe(false);
});

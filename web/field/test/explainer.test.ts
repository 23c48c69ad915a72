import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Explain, Explanation } from '../src/explainer.js';
import { completion } from './drafts.js';
import { makeField } from './fakes.js';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

const frame = () => vi.advanceTimersByTimeAsync(20);

const explanationOf = (text: string): Explanation => ({
  parts: [{ text, source: 'your phrase', isOwn: true }],
  notes: ['It is in 2 messages.'],
});

async function shown(explain?: Explain) {
  const field = makeField({ explain });
  field.adapter.type('It');
  await frame();
  field.questions[0]?.answer(completion(' was late', ' is so'));
  await frame();
  const press = async () => {
    const isUsed = field.adapter.press('Enter', { altKey: true });
    await frame();
    return isUsed;
  };
  return { ...field, press };
}

test('a key opens the list and says why; the next takes it back, and the draft stays', async () => {
  const { view, press } = await shown((_, { text }) => Promise.resolve(explanationOf(text)));
  expect(await press()).toBe(true);
  expect(view.isOpen).toBe(true);
  expect(view.explained?.explanation).toEqual(explanationOf(' was late'));
  expect(view.heard.at(-1)).toBe('was late: your phrase. It is in 2 messages.');
  expect(await press()).toBe(true);
  expect(view.explained).toBeUndefined();
  expect(view.offer).toBeDefined();
});

test('it follows the draft that is chosen or pointed at, and ends when something is typed', async () => {
  const { view, adapter, press } = await shown((_, { text }) => Promise.resolve(explanationOf(text)));
  view.events.onPoint(1);
  expect(view.explained).toBeUndefined();
  await press();
  view.events.onPoint(1);
  await frame();
  expect(view.explained?.explanation?.parts[0]?.text).toBe(' is so');
  adapter.press('ArrowDown', { altKey: true });
  adapter.press('ArrowDown', { altKey: true });
  await frame();
  expect(view.explained?.explanation?.parts[0]?.text).toBe(' was late');
  adapter.type(' ');
  expect(view.explained).toBeUndefined();
});

test('an answer that comes too late, or none, changes nothing', async () => {
  const answers: ((found: Explanation | undefined) => void)[] = [];
  const { view, press } = await shown(() => new Promise((resolve) => answers.push(resolve)));
  await press();
  view.events.onPoint(1);
  answers[0]?.(explanationOf('old'));
  await frame();
  expect(view.explained?.explanation).toBeUndefined();
  answers[1]?.(undefined);
  await frame();
  expect(view.explained).toBeUndefined();
  await press();
  await press();
  answers[2]?.(explanationOf('gone'));
  await frame();
  expect(view.explained).toBeUndefined();
});

test('where nothing is explained the key is the page’s', async () => {
  const { view, press } = await shown();
  expect(await press()).toBe(false);
  expect(view.isOpen).toBe(false);
});

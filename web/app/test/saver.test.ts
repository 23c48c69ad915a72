import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Saver, type Saving } from '../src/write/saver.js';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

function setUp(save: (isLast: boolean) => Promise<void>) {
  const states: Saving['state'][] = [];
  const saver = new Saver({
    save,
    onState: ({ state }) => {
      states.push(state);
    },
  });
  return { saver, states };
}

it('saves once in a pause, and now and then while typing goes on', async () => {
  const save = vi.fn(() => Promise.resolve());
  const { saver, states } = setUp(save);
  for (let key = 0; key < 20; key += 1) {
    saver.changed();
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(save).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1000);
  expect(save).toHaveBeenCalledTimes(2);
  expect(saver.isDirty).toBe(false);
  expect(states.at(-1)).toBe('saved');
});

it('what failed is said, and tried again by itself', async () => {
  const save = vi.fn(() => Promise.reject(new DOMException('full', 'QuotaExceededError')));
  const { saver, states } = setUp(save);
  saver.changed();
  await vi.advanceTimersByTimeAsync(400);
  expect([states.at(-1), saver.isDirty]).toEqual(['failed', true]);
  save.mockImplementation(() => Promise.resolve() as never);
  await vi.advanceTimersByTimeAsync(5000);
  expect([states.at(-1), saver.isDirty]).toEqual(['saved', false]);
});

it('when the page goes everything is handed over in the same moment', () => {
  const save = vi.fn(() => new Promise<void>(() => undefined));
  const { saver } = setUp(save);
  saver.last();
  expect(save).not.toHaveBeenCalled();
  saver.changed();
  saver.last();
  expect(save).toHaveBeenCalledExactlyOnceWith(true);
});

it('what still waits for the disk is handed over again when the page goes, and once is enough', async () => {
  const save = vi.fn(() => new Promise<void>(() => undefined));
  const { saver } = setUp(save);
  saver.changed();
  await vi.advanceTimersByTimeAsync(400);
  expect(save).toHaveBeenCalledExactlyOnceWith(false);
  saver.last();
  expect(save).toHaveBeenLastCalledWith(true);
  saver.last();
  expect(save).toHaveBeenCalledTimes(2);
  saver.changed();
  saver.last();
  expect(save).toHaveBeenCalledTimes(3);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Rhythm } from '../src/rhythm.js';

/** How long after the last of `count` keys, `gap` milliseconds apart, the rest begins. */
function restAfter(gap: number, count = 60): number {
  const rhythm = new Rhythm();
  for (let key = 0; key < count; key += 1) rhythm.key(key * gap);
  return rhythm.restsAt - (count - 1) * gap;
}

test('a rest is clearly longer than the person’s own gaps between keys', () => {
  expect(restAfter(140)).toBeCloseTo(266);
  for (const gap of [60, 100, 200, 300]) expect(restAfter(gap)).toBeGreaterThan(1.5 * gap);
});

test('nobody waits for long, and nobody’s rest is shorter than the eye is quick', () => {
  expect(restAfter(20)).toBe(150);
  expect(restAfter(600)).toBe(600);
});

test('pauses say nothing of how fast somebody types', () => {
  expect(restAfter(5000)).toBe(restAfter(140, 1));
});

test('before any key there is rest', () => {
  expect(new Rhythm().restsAt).toBe(-Infinity);
});

test('whatever the gaps, the rest stays within its limits', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1e7, noNaN: true }), { minLength: 1 }), (gaps) => {
      const rhythm = new Rhythm();
      let now = 0;
      for (const gap of gaps) rhythm.key((now += gap));
      expect(rhythm.restsAt - now).toBeGreaterThan(149.9);
      expect(rhythm.restsAt - now).toBeLessThan(600.1);
    }),
  );
});

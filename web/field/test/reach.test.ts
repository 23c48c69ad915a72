import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { windowsOf } from '../src/adapters/window.js';
import { Reach } from '../src/reach.js';

const text = Array.from({ length: 4000 }, (_, index) => `word${index}`).join(' ');
const caret = (at: number) => windowsOf(text, { start: at, end: at });
const read = (reach: Reach, at: number) => reach.of(caret(at)).before;

describe('how far back a text is read', () => {
  test('all of a short one', () => {
    const reach = new Reach();
    for (let at = 1; at <= 1000; at += 1) expect(read(reach, at)).toBe(text.slice(0, at));
  });

  test('at a new place of a long one not far, and from the beginning of a word', () => {
    const before = read(new Reach(), 20_000);
    expect(before.length).toBeGreaterThan(900);
    expect(before.length).toBeLessThanOrEqual(1000);
    expect(before).toMatch(/^word/);
    expect(text.slice(0, 20_000).endsWith(before)).toBe(true);
  });

  test('from the same letter on while the person writes on, goes back a little, or corrects', () => {
    const reach = new Reach();
    const first = read(reach, 20_500);
    const start = 20_500 - first.length;
    for (const at of [20_501, 20_600, 20_590, 20_900, 20_400])
      expect(read(reach, at)).toBe(text.slice(start, at));
    const corrected = reach.of({ before: `${caret(20_400).before.slice(0, -5)}x`, after: '' });
    expect(corrected.before).toBe(`${text.slice(start, 20_395)}x`);
  });

  test('anew where the caret went', () => {
    const reach = new Reach();
    read(reach, 20_000);
    for (const at of [9000, 20_000, 19_100]) expect(read(reach, at).length).toBeLessThanOrEqual(1000);
    expect(reach.of({ before: 'short', after: '' }).before).toBe('short');
  });

  test('anew where a long text was pasted', () => {
    const reach = new Reach();
    expect(read(reach, 100)).toHaveLength(100);
    expect(read(reach, 2900).length).toBeLessThanOrEqual(1000);
  });

  test('wherever and however one writes: what is read touches the caret, and begins anew only with little to read', () => {
    const step = fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: -40, max: -1 }));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30_000 }), fc.array(step, { maxLength: 200 }), (from, steps) => {
        const reach = new Reach();
        let [at, start] = [from, from - read(reach, from).length];
        for (const by of steps) {
          at = Math.max(1, at + by);
          const before = read(reach, at);
          expect(text.slice(0, at).endsWith(before)).toBe(true);
          if (at - before.length !== start) expect(before.length).toBeLessThanOrEqual(1031);
          start = at - before.length;
        }
      }),
    );
  });
});

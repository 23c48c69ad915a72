import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { placeOf, widthOfList } from '../src/view/place.js';

const window = { left: 0, top: 0, width: 1100, height: 760 };
const field = { left: 200, top: 100, width: 700, height: 600 };
const ghost = { edge: 400, top: 300, bottom: 330, isRightToLeft: false };
const list = { width: 300, height: 120 };

test('beneath the ghost, its text under the ghost’s', () => {
  expect(placeOf({ ghost, field, seen: window }, list, 16)).toMatchObject({ left: 384, top: 335 });
  const rtl = { ...ghost, isRightToLeft: true };
  expect(placeOf({ ghost: rtl, field: { ...field, left: 0 }, seen: window }, list, 16)).toMatchObject({
    left: 116,
  });
});

test('above the line where the window ends beneath', () => {
  const low = { ...ghost, top: 700, bottom: 730 };
  expect(placeOf({ ghost: low, field, seen: window }, list).top).toBe(700 - 5 - 120);
});

test('above an on-screen keyboard, and in what two fingers leave of the window', () => {
  const phone = { left: 0, top: 0, width: 390, height: 420 };
  const low = { edge: 20, top: 377, bottom: 399, isRightToLeft: false };
  const wide = { left: 0, top: 60, width: 390, height: 700 };
  expect(placeOf({ ghost: low, field: wide, seen: phone }, { width: 366, height: 140 }).top).toBe(
    377 - 5 - 140,
  );
  const zoomed = { left: 300, top: 250, width: 400, height: 300 };
  const { left, top } = placeOf({ ghost, field, seen: zoomed }, { width: 200, height: 100 });
  expect([left, top]).toEqual([400, 335]);
});

describe('wherever the caret is', () => {
  const side = fc.integer({ min: 0, max: 800 });
  const seen = fc.record({
    left: fc.integer({ min: 0, max: 200 }),
    top: fc.integer({ min: 0, max: 200 }),
    width: fc.integer({ min: 320, max: 1100 }),
    height: fc.integer({ min: 200, max: 760 }),
  });

  test('it is inside of what is seen, and leaves the line alone where there is room on either side', () => {
    fc.assert(
      fc.property(
        seen,
        side,
        side,
        fc.boolean(),
        fc.integer({ min: 40, max: 300 }),
        (part, x, y, isRightToLeft, high) => {
          const edge = part.left + (x % part.width);
          const top = part.top + (y % (part.height - 30));
          const bottom = top + 30;
          const size = { width: Math.min(300, part.width - 24), height: high };
          const placed = placeOf(
            { ghost: { edge, top, bottom, isRightToLeft }, field, seen: part },
            size,
            16,
          );
          const height = Math.min(high, placed.maxHeight);
          expect(placed.left).toBeGreaterThanOrEqual(part.left);
          expect(placed.left + size.width).toBeLessThanOrEqual(part.left + part.width);
          expect(placed.top).toBeGreaterThanOrEqual(part.top);
          expect(placed.top + height).toBeLessThanOrEqual(part.top + part.height);
          const room = Math.max(top - part.top, part.top + part.height - bottom);
          if (room >= 80) expect(placed.top >= bottom || placed.top + height <= top).toBe(true);
        },
      ),
    );
  });
});

test('in a narrow window the list has all of the width', () => {
  const phone = { left: 0, top: 0, width: 390, height: 700 };
  expect(widthOfList({ ghost, field: { ...field, left: 0, width: 390 }, seen: phone })).toEqual({
    max: 366,
    isFixed: true,
  });
  expect(widthOfList({ ghost, field, seen: window })).toEqual({ max: 480, isFixed: false });
});

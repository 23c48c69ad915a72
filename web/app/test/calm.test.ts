import { expect, test } from 'vitest';
import { Calm } from '../src/drafts/calm.js';

test('appearances and disappearances for 100 letters', () => {
  const calm = new Calm();
  expect(calm.per100).toBeUndefined();
  calm.wrote(40);
  calm.shows(true);
  calm.shows(true);
  calm.shows(false);
  calm.wrote(10);
  calm.shows(true);
  expect(calm.per100).toEqual({ appearances: 4, disappearances: 2 });
});

test('what is deleted is no letter', () => {
  const calm = new Calm();
  calm.wrote(100);
  calm.wrote(-60);
  calm.shows(true);
  expect(calm.per100).toEqual({ appearances: 1, disappearances: 0 });
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Announcer } from '../src/announce.js';
import { cycled } from '../src/offer.js';
import { offer } from './drafts.js';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

function makeAnnouncer(mayAnnounce = () => true) {
  const said: string[] = [];
  const announcer = new Announcer((text) => said.push(text), mayAnnounce);
  return { announcer, said, heard: () => said.filter((text) => text !== '') };
}

const pause = () => vi.advanceTimersByTime(1000);

test('whole words are said, also where the draft continues one', () => {
  const { announcer, heard } = makeAnnouncer();
  announcer.offer(offer('the meet', 'ing was', 'ings'));
  pause();
  announcer.inserted('the meet', 'ing was');
  announcer.inserted('the ', 'meeting');
  expect(heard()).toEqual(['Suggestion: meeting was; 1 more', 'Inserted: meeting was', 'Inserted: meeting']);
});

test('one suggestion a pause: the last one before it is said', () => {
  const { announcer, heard } = makeAnnouncer();
  announcer.offer(offer('It', ' was'));
  vi.advanceTimersByTime(600);
  announcer.offer(offer('It', ' was late'));
  pause();
  announcer.offer(offer('It', ' was late again'));
  pause();
  expect(heard()).toEqual(['Suggestion: was late']);
});

test('none is said twice while the person types what it said', () => {
  const { announcer, heard } = makeAnnouncer();
  for (const [before, text] of [
    ['It', ' was late'],
    ['It ', 'was late'],
    ['It w', 'as late'],
    ['It was', ' late'],
  ] as const) {
    announcer.wait();
    announcer.offer(offer(before, text));
    pause();
  }
  announcer.wait();
  announcer.offer(offer('It was', ' late again'));
  pause();
  expect(heard()).toEqual(['Suggestion: was late', 'Suggestion: late again']);
});

test('what was planned is not said once the text has changed, and what was said does not stand there', () => {
  const { announcer, said, heard } = makeAnnouncer();
  announcer.offer(offer('It', ' was'));
  vi.advanceTimersByTime(600);
  announcer.wait();
  pause();
  expect(heard()).toEqual([]);
  announcer.offer(offer('It i', 's'));
  pause();
  announcer.wait();
  expect(said).toEqual(['Suggestion: is', '']);
  announcer.inserted('It i', 's');
  announcer.wait();
  expect(said.at(-1)).toBe('Inserted: is');
});

test('every exchange and every insertion is said, the same words too', () => {
  const { announcer, heard } = makeAnnouncer();
  const two = offer('It', ' was', ' is');
  announcer.exchanged(cycled(two, 1));
  announcer.exchanged(two);
  announcer.exchanged(cycled(two, 1));
  announcer.inserted('the', ' the');
  announcer.inserted('the the', ' the');
  pause();
  expect(heard()).toEqual(['is', 'was', 'is', 'Inserted: the', 'Inserted: the']);
});

test('it can be switched off at any time', () => {
  let isOn = false;
  const { announcer, heard } = makeAnnouncer(() => isOn);
  announcer.offer(offer('It', ' was'));
  pause();
  announcer.inserted('It', ' was');
  announcer.exchanged(offer('It', ' was'));
  expect(heard()).toEqual([]);
  isOn = true;
  announcer.inserted('It', ' was');
  expect(heard()).toEqual(['Inserted: was']);
});

import { expect, test } from 'vitest';
import { Lately } from '../src/lately.js';
import { cycled } from '../src/offer.js';
import { offer } from './drafts.js';

const short = offer('I have rea', 'd it');
const long = offer('I have rea', 'd it thoroughly and');

test('a ghost that grew too lately to be read counts as what it was', () => {
  const lately = new Lately();
  lately.note(short, 0);
  lately.note(long, 1000);
  expect(lately.read(long, 1080)).toBe('d it');
  expect(lately.read(long, 1199)).toBe('d it');
  expect(lately.read(long, 1200)).toBe('d it thoroughly and');
});

test('what was read goes on counting for the letters typed on since', () => {
  const lately = new Lately();
  lately.note(short, 0);
  const typed = offer('I have read', ' it all day');
  lately.note(typed, 1000);
  expect(lately.read(typed, 1010)).toBe(' it');
});

test('what the person’s own key brought is read sooner', () => {
  const lately = new Lately();
  lately.note(offer('I have rea', 'd it'), 0);
  const other = offer('I have read', ' the whole of it');
  lately.note(other, 1000);
  expect(lately.read(other, 1090)).toBe(' it');
  expect(lately.read(other, 1100)).toBe(' the whole of it');
});

test('what no longer fits does not count, nor does nothing', () => {
  const lately = new Lately();
  lately.note(short, 0);
  lately.note(undefined, 900);
  const other = offer('I have reas', 'ons');
  lately.note(other, 1000);
  expect(lately.read(other, 1080)).toBe('ons');
  const first = new Lately();
  first.note(short, 0);
  expect(first.read(short, 10)).toBe('d it');
});

test('what is newest of the things read counts, however often it changed', () => {
  const lately = new Lately();
  lately.note(short, 0);
  for (let at = 1000; at < 1100; at += 10) lately.note(long, at);
  expect(lately.read(long, 1150)).toBe('d it');
  expect(lately.read(long, 1210)).toBe('d it thoroughly and');
});

test('a draft that the person asked for was read', () => {
  const lately = new Lately();
  const both = offer('It', ' was', ' is');
  lately.note(both, 0);
  lately.note(cycled(both, 1), 1000);
  lately.chosen(cycled(both, 1));
  expect(lately.read(cycled(both, 1), 1001)).toBe(' is');
});

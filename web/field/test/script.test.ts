import { expect, test } from 'vitest';
import { standsAlone } from '../src/view/script.js';

const plaintext = { direction: 'ltr', unicodeBidi: 'plaintext' };

test.each([
  ['the meet', 'ing was'],
  ['the meeting', ' was 5 minutes late'],
  ['', 'Hello'],
  ['In 2024 ', '5 of us'],
  ['ca', 'fé'],
  ['Ура', 'л и'],
  ['Τι κάν', 'εις'],
  ['Hello שלום and', ' then'],
  ['שלום, רציתי לומר ש', 'אני'],
  ['שלום John, מה', ' שלומך'],
  ['مرحبا، كيف حالك', ' اليوم؟'],
  ['明日は', '晴れ'],
  ['Hi 😀', ' there'],
  ['cafe\u0301', 's and'],
])('%j + %j stands where it would be typed', (before, ghost) => {
  expect(standsAlone(before, ghost, plaintext)).toBe(true);
});

test.each([
  ['lines of both directions', 'Hello, my friend קוראים לו', 'ע, is'],
  ['lines of both directions', 'Hello, my friend קוראים לו', ' is here'],
  ['lines of both directions', 'שלום John, how are', ' you?'],
  ['a ghost of both directions', 'Hello', ' שלום'],
  ['a ghost of both directions', 'שלום', ' John'],
  ['numbers that run the other way', 'שלום, יש לי 3', ' ילדים'],
  ['numbers that run the other way', 'שלום, יש לי', ' 3'],
  ['joined letters', 'كت', 'اب'],
  ['joined letters', 'مرحب', 'ا'],
  ['joined letters', 'مَ', 'رحبا'],
  ['joined letters', 'ܫܠ', 'ܡܐ'],
  ['joined letters', 'ᠮᠣᠩ', 'ᠭᠣᠯ'],
  ['letters that change with the next', 'नमस', '्ते'],
  ['letters that change with the next', 'क', 'मल'],
  ['marks of the letter before', 'cafe', '\u0301s'],
  ['marks of the letter before', '👍', '🏽 ok'],
  ['marks of the letter before', '👩', '\u200d👧'],
  ['marks of direction', 'Hello \u200f', ' there'],
  ['marks of direction', 'Hello', ' \u202ethere'],
])('%s: none for %j + %j', (_, before, ghost) => {
  expect(standsAlone(before, ghost, plaintext)).toBe(false);
});

test('without plaintext the field’s own direction holds', () => {
  const rtl = { direction: 'rtl', unicodeBidi: 'normal' };
  expect(standsAlone('Hello', ' there', rtl)).toBe(false);
  expect(standsAlone('שלום', ' רב', rtl)).toBe(true);
  expect(standsAlone('שלום', ' רב', { direction: 'ltr', unicodeBidi: 'normal' })).toBe(false);
  expect(standsAlone('', '!', plaintext)).toBe(true);
});

import { describe, expect, test } from 'vitest';
import { ownText } from '../src/fields/finished.js';

describe('what a person has written of a text', () => {
  test('all of it, in a field that was empty', () => {
    expect(ownText('', ' See you on Monday. ', [])).toBe('See you on Monday.');
  });

  test('not what stood before, above or beneath', () => {
    const quoted = '\n\n> On Sunday somebody wrote:\n> Can you come?';
    expect(ownText(quoted, `Yes, I will be there.${quoted}`, [])).toBe('Yes, I will be there.');
    expect(ownText('Dear team,\n\n', 'Dear team,\n\nplease read this.', [])).toBe('please read this.');
  });

  test('whole words', () => {
    expect(ownText('T', 'Thank you for your help.', [])).toBe('Thank you for your help.');
    expect(ownText('Dear Sam', 'Dear Samantha, see you', [])).toBe('Samantha, see you');
  });

  test('not what was pasted, unless it is a few words', () => {
    const paste = 'Somebody else wrote this long sentence about something.';
    expect(ownText('', `I agree with them: ${paste}`, [paste])).toBe('I agree with them:');
    expect(ownText('', 'Meet me at 5 Long Lane', ['5 Long Lane'])).toBe('Meet me at 5 Long Lane');
  });

  test('nothing of a text that was only read, emptied, or changed by a letter', () => {
    expect(ownText('A text of somebody.', 'A text of somebody.', [])).toBe('');
    expect(ownText('A text of somebody.', '', [])).toBe('');
    expect(ownText('A text of somebody.', 'A text of somebody!', [])).toBe('');
  });
});

import { describe, expect, it } from 'vitest';
import {
  chordOf,
  chordText,
  defaultKeyChoices,
  problemOf,
  problemsOf,
  settingsFrom,
} from '../src/settings/index.js';

const press = (
  key: string,
  held: Partial<Record<'ctrlKey' | 'altKey' | 'metaKey' | 'shiftKey', boolean>> = {},
) => chordOf({ key, ctrlKey: false, altKey: false, metaKey: false, shiftKey: false, ...held });

describe('keys', () => {
  it('are all right as they come', () => {
    expect(problemsOf(defaultKeyChoices)).toEqual([]);
  });

  it('are recorded as a field reads them', () => {
    expect(press('Control', { ctrlKey: true })).toBeUndefined();
    expect(press('ArrowRight', { ctrlKey: true })).toEqual({ key: 'Forward', ctrl: true });
    expect(press('K', { ctrlKey: true, shiftKey: true })).toEqual({ key: 'K', ctrl: true, shift: true });
    expect(press('Tab')).toEqual({ key: 'Tab' });
  });

  it('that type are refused', () => {
    expect(problemOf({ key: 'a' }, 'accept', defaultKeyChoices)).toMatchObject({ isFatal: true });
    expect(problemOf({ key: 'é', shift: true }, 'accept', defaultKeyChoices)).toMatchObject({
      isFatal: true,
    });
    expect(problemOf({ key: 'a', alt: true }, 'accept', defaultKeyChoices)).toBeUndefined();
  });

  it('that browsers keep are refused', () => {
    expect(problemOf({ key: 'w', ctrl: true }, 'next', defaultKeyChoices)?.text).toMatch(
      /Browsers keep Ctrl \+ W/,
    );
    expect(problemOf({ key: 'T', ctrl: true, shift: true }, 'next', defaultKeyChoices)?.isFatal).toBe(true);
  });

  it('that something else has are refused, and by whom', () => {
    expect(problemOf({ key: 'Tab' }, 'dismiss', defaultKeyChoices)).toMatchObject({
      isFatal: true,
      other: 'accept',
    });
    expect(problemOf({ key: '3', alt: true }, 'next', defaultKeyChoices)).toMatchObject({ other: 'pick' });
    expect(problemOf({ key: '5', alt: true }, 'pick', { ...defaultKeyChoices, pick: [] })).toBeUndefined();
  });

  it('that are of use otherwise are allowed with a warning', () => {
    expect(problemOf({ key: 'Enter' }, 'accept', defaultKeyChoices)).toMatchObject({ isFatal: false });
  });

  it('that pick need a digit and something held', () => {
    expect(problemOf({ key: '1' }, 'pick', defaultKeyChoices)?.isFatal).toBe(true);
    expect(problemOf({ key: 'x', alt: true }, 'pick', defaultKeyChoices)?.isFatal).toBe(true);
    expect(problemOf({ key: '4', ctrl: true }, 'pick', defaultKeyChoices)).toBeUndefined();
  });

  it('stored twice show their conflict', () => {
    const { keys } = settingsFrom({ keys: { accept: [{ key: 'Tab' }], dismiss: [{ key: 'Tab' }] } });
    expect(problemsOf(keys).map(({ action, other }) => [action, other])).toEqual([
      ['accept', 'dismiss'],
      ['dismiss', 'accept'],
    ]);
  });

  it('have the names that are printed on them', () => {
    expect(chordText({ key: 'Forward', ctrl: true }, 'acceptWord', false)).toBe('Ctrl + →');
    expect(chordText({ key: '1', alt: true }, 'pick', true)).toBe('Option + 1…9');
    expect(chordText({ key: 'k', ctrl: true, shift: true }, 'next', false)).toBe('Ctrl + Shift + K');
  });
});

import { expect, test } from 'vitest';
import { downloadText } from '../src/drafts/download-text.js';

const download = {
  phase: 'download',
  loaded: 29_400_000,
  total: 88_300_000,
  bytesPerSecond: 20_600_000,
  secondsLeft: 3,
  isStalled: false,
  storage: 'opfs',
} as const;

test('how far it is, and how long it takes', () => {
  expect(downloadText(download)).toEqual({
    word: 'Fetching, 33%',
    title: 'Fetching the language model, this once',
    text: '29.4 MB of 88.3 MB · 20.6 MB/s · 3 seconds left. You can already write.',
  });
});

test('a download that stands still is said to, without an outdated time', () => {
  const { title, text } = downloadText({ ...download, isStalled: true });
  expect(title).toBe('The download stands still');
  expect(text).not.toMatch(/left|\/s/);
});

test('nobody is promised “once” where it cannot be kept', () => {
  const { title, text } = downloadText({ ...download, storage: 'memory' });
  expect(title).not.toContain('once');
  expect(text).toContain('will be fetched again next time');
});

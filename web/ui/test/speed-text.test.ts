import { describe, expect, it } from 'vitest';
import { counted } from '../src/speed/histogram.js';
import { browserText, resultText } from '../src/speed/result-text.js';
import { dayTimes, latest } from '../src/speed/series.js';
import { lastDays, saved, savedShare, sumOf } from '../src/statistics/saved.js';
import { bytes, milliseconds } from '../src/text/words.js';
import { errorText } from '../src/text/errors.js';

describe('a result', () => {
  const linux =
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';

  it('names figures, browser and system, and nothing of the person', () => {
    const times = counted(counted([], 30), 60);
    const text = resultText({ times, letters: 2, seconds: 60.2, where: 'processor' }, 'Foreword 1', {
      userAgent: linux,
      hardwareConcurrency: 8,
    });
    expect(text.split('\n')).toEqual([
      'Foreword 1, one-minute test',
      expect.stringMatching(
        /^From a letter to its drafts: half of the drafts within 3\d ms, 95% within \d\d ms$/,
      ),
      '2 letters in 60 s, on the processor',
      'Chromium 156 on Linux, 8 threads',
    ]);
  });

  it('knows the browsers there are', () => {
    expect(browserText(`${linux} Edg/156.0`)).toBe('Edge 156 on Linux');
    expect(browserText('Mozilla/5.0 (Windows NT 10.0; rv:153.0) Gecko/20100101 Firefox/153.0')).toBe(
      'Firefox 153 on Windows',
    );
    expect(browserText('Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/19.0 Safari/605.1')).toBe(
      'Safari 19 on macOS',
    );
    expect(browserText('')).toBe('another browser on another system');
  });
});

describe('days', () => {
  const day = (number: number, used: 'cpu' | 'webgpu', ms: number) => ({
    day: number,
    used,
    times: counted([], ms),
  });

  it('add up their processors', () => {
    const found = dayTimes([day(1, 'cpu', 100), day(1, 'webgpu', 10), { day: 2, used: 'cpu', times: [] }]);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ day: 1, count: 2 });
    expect(found[0]?.p50).toBeLessThan(15);
  });

  it('are counted back from the last one', () => {
    expect(
      latest([day(1, 'cpu', 5), day(9, 'cpu', 5), day(10, 'cpu', 5)], 7).reduce((sum, one) => sum + one, 0),
    ).toBe(2);
    expect(latest([], 7)).toEqual([]);
  });
});

it('keystrokes saved are those put in, less the keys that took them', () => {
  const counts = { typed: 60, inserted: 44, taken: 4, dismissed: 1 };
  expect(saved(counts)).toBe(40);
  expect(savedShare(counts)).toBeCloseTo(40 / 104);
  expect(savedShare({ typed: 0, inserted: 0, taken: 0, dismissed: 0 })).toBeUndefined();
  const statistics = { before: counts, days: { 5: counts } };
  expect(sumOf(statistics)).toEqual({ typed: 120, inserted: 88, taken: 8, dismissed: 2 });
  expect(lastDays(statistics, 6, 3).map((one) => one.saved)).toEqual([0, 40, 0]);
});

it('sizes, times and errors read as people say them', () => {
  expect([0, 1, 2500, 98_362_432, 10.7e9].map(bytes)).toEqual(['0 kB', '1 kB', '3 kB', '98.4 MB', '10.7 GB']);
  expect([8.23, 31.4, 1234].map(milliseconds)).toEqual(['8.2 ms', '31 ms', '1.2 s']);
  expect(errorText({ code: 'wrong-passphrase', message: 'x' })).toMatch(/does not open this file/);
  expect(errorText('odd')).toBe('That did not work: odd.');
});

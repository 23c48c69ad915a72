import { describe, expect, it } from 'vitest';
import { SpeedRecord, bucketOf, percentile } from '../src/speed/samples.js';
import { counted, total } from '../src/speed/histogram.js';
import { daysFrom } from '../src/speed/record.js';
import { memoryValue } from '../src/storage/index.js';

describe('a histogram', () => {
  it('gives percentiles within 15%', () => {
    let times: readonly number[] = [];
    for (let ms = 1; ms <= 1000; ms++) times = counted(times, ms);
    for (const p of [0.5, 0.9, 0.95]) {
      const found = percentile(times, p) ?? 0;
      expect(Math.abs(found / (1000 * p) - 1)).toBeLessThan(0.15);
    }
  });

  it('counts whatever time there is', () => {
    for (const ms of [0, 0.2, 1, 20, 1e9, Infinity]) expect(bucketOf(ms)).toBeLessThan(80);
    expect(percentile([], 0.5)).toBeUndefined();
  });
});

describe('the record of this device', () => {
  it('counts by day and processor', async () => {
    let day = 20_000;
    const record = new SpeedRecord(memoryValue(), () => day);
    record.add(20, 'cpu');
    record.add(30, 'cpu');
    record.add(5, 'webgpu');
    day += 1;
    record.add(25, 'cpu');
    await record.flush();
    const days = await record.days();
    expect(days.map(({ day, used, times }) => [day, used, total(times)])).toEqual([
      [20_000, 'cpu', 2],
      [20_000, 'webgpu', 1],
      [20_001, 'cpu', 1],
    ]);
  });

  it('adds to what another tab has written meanwhile', async () => {
    const stored = memoryValue();
    const [a, b] = [new SpeedRecord(stored, () => 1), new SpeedRecord(stored, () => 1)];
    a.add(10, 'cpu');
    b.add(10, 'cpu');
    await a.flush();
    await b.flush();
    expect(total((await a.days())[0]?.times ?? [])).toBe(2);
  });

  it('stays bounded', async () => {
    let day = 0;
    const record = new SpeedRecord(memoryValue(), () => day);
    for (; day < 500; day++) record.add(10, 'cpu');
    await record.flush();
    const days = await record.days();
    expect(days).toHaveLength(400);
    expect(days.at(-1)?.day).toBe(499);
  });

  it('reads nothing of nonsense, and the rest', () => {
    expect(daysFrom('x')).toEqual([]);
    expect(daysFrom({ days: [null, { day: 'x' }, { day: 3, used: 'cpu', times: [1, -2, 'x', 4] }] })).toEqual(
      [{ day: 3, used: 'cpu', times: [1, 0, 0, 4] }],
    );
  });
});

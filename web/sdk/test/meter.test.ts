import { expect, test } from 'vitest';
import { Meter } from '../src/model/meter.js';

test('says nothing until there is something to go by', () => {
  const meter = new Meter(1000, 0);
  expect(meter.at(0, 0)).toMatchObject({ bytesPerSecond: 0, secondsLeft: undefined });
  expect(meter.at(1, 100)).toMatchObject({ bytesPerSecond: 0, secondsLeft: undefined });
  expect(meter.at(40, 400)).toMatchObject({ loaded: 40, total: 1000 });
  expect(meter.at(50, 500).bytesPerSecond).toBeCloseTo(100, -1);
});

test('what an earlier download left does not count as speed', () => {
  const meter = new Meter(1000, 0);
  meter.at(900, 0);
  expect(meter.at(910, 1000).secondsLeft).toBeCloseTo(9);
});

test('follows a change of speed within seconds', () => {
  const meter = new Meter(1e6, 0);
  let received = 0;
  let speed = 0;
  for (let at = 0; at <= 20_000; at += 100) {
    received += at < 10_000 ? 1000 : 100;
    speed = meter.at(received, at).bytesPerSecond;
  }
  expect(speed).toBeGreaterThan(999);
  expect(speed).toBeLessThan(1100);
});

test('a clock that stands still or goes back makes no infinite speed', () => {
  const meter = new Meter(1000, 1000);
  meter.at(0, 1000);
  expect(meter.at(500, 1000).bytesPerSecond).toBe(0);
});

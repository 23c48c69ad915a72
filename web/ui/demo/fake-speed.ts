import { type Histogram, counted } from '../src/speed/histogram.js';
import type { SpeedTest } from '../src/speed/index.js';
import { localDay } from '../src/speed/record.js';

/** Ten weeks of times. */
export function fakeTimes(): unknown {
  const days = [];
  for (let ago = 70; ago >= 0; ago--) {
    if (ago % 7 > 4) continue;
    let times: Histogram = [];
    for (let at = 0; at < 200; at++)
      times = counted(times, 24 + ((at * 37 + ago * 11) % 40) + (at % 19 === 0 ? 50 : 0));
    days.push({ day: localDay() - ago, used: ago > 20 ? 'cpu' : 'webgpu', times });
  }
  return { version: 1, days };
}

/** A minute that passes in a moment. */
export const fakeTest: SpeedTest = async ({ seconds, signal, onProgress }) => {
  let times: Histogram = [];
  const result = (passed: number) => ({ times, letters: passed * 7, seconds: passed, where: 'processor' });
  for (let passed = 0; passed < seconds; passed++) {
    signal.throwIfAborted();
    for (let at = 0; at < 7; at++) times = counted(times, 20 + ((passed * 7 + at) % 30));
    onProgress(result(passed));
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return result(seconds);
};

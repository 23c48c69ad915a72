import type { EngineAccess } from '../contracts/index.js';
import { type Histogram, counted } from '../speed/histogram.js';
import type { SpeedResult, SpeedTest } from '../speed/test.js';

/** What is typed: everyday sentences, so that lengths and words are those of messages. */
const texts = [
  'Hi Sarah, thank you for sending the notes. I will read them tonight and let you know what I think.',
  'Sorry for the late reply. Tuesday would work for me, but I would have to leave a little earlier than usual.',
  'Could you please send me the address again? I want to make sure that the parcel arrives before the weekend.',
  'We had a great time at the lake. The children swam every day, and in the evenings we cooked together.',
  'The second part of the report is nearly done. What is missing are the figures of the last two months.',
];

/** Types texts into an engine, letter by letter, and takes the time of every answer. */
export function engineSpeedTest(engine: Pick<EngineAccess, 'session' | 'backend'>): SpeedTest {
  return async ({ seconds, signal, onProgress }) => {
    const begin = performance.now();
    const passed = () => (performance.now() - begin) / 1000;
    const where = { cpu: 'processor', webgpu: 'graphics card' }[(await engine.backend()).used];
    let times: Histogram = [];
    let letters = 0;
    const result = (): SpeedResult => ({ times, letters, seconds: passed(), where });
    for (let round = 0; passed() < seconds; round++) {
      const text = texts[round % texts.length] ?? '';
      const session = engine.session({ personal: false, learns: false });
      try {
        // What a text begins with is read once, when the field gets the focus: no key waits for it.
        await session.complete({ before: text.slice(0, 1) }, { signal });
        for (let length = 2; length <= text.length && passed() < seconds; length++) {
          const asked = performance.now();
          await session.complete({ before: text.slice(0, length) }, { signal });
          times = counted(times, performance.now() - asked);
          letters += 1;
          onProgress(result());
        }
      } finally {
        session.dispose();
      }
    }
    return result();
  };
}

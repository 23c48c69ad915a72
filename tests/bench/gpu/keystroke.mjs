import texts from '../texts.json' with { type: 'json' };
import { call, openFlavours, progress } from './page.mjs';

/**
 * What one more word costs on both flavours, and what one step of the drafting decoder asks of the GPU. The first word of
 * every text reads all that is before it and is not counted.
 */
export async function measureKeystrokes(page, { keystrokes, words, kernels }) {
  const opened = await openFlavours(page, kernels);
  const wanted = Number(keystrokes);
  const samples = [];
  for (let text = 0; samples.length < wanted; text++) {
    if (text === texts.length) throw new Error(`--words ${words} are too few for ${wanted} keystrokes`);
    for (let word = 0; word <= Number(words) && samples.length < wanted; word++) {
      const found = await call(page, 'keystroke', { text, word });
      progress(
        `text ${text}, word ${word}: ${found.gpu.ms.toFixed(0)} ms, CPU ${found.cpu.ms.toFixed(0)} ms` +
          (word === 0 ? ' (all before it)' : ` (${samples.length + 1} of ${wanted})`),
      );
      if (word > 0) samples.push({ text: texts[text].name, ...found });
    }
  }
  const steps = [];
  for (let n = 0; n < wanted; n++) {
    // Short, since reading it is not what is measured.
    const { text } = texts[n % texts.length];
    const words = text.split(/\s+/);
    const start = 4 * Math.floor(n / texts.length);
    const { step } = await call(page, 'probe', 'gpu', [words.slice(start, start + 4).join(' ')]);
    if (step === undefined) throw new Error('the GPU flavour counts nothing');
    steps.push(step);
  }
  return { ...opened, samples, steps };
}

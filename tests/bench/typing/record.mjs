/**
 * Writes down what the engine drafts after every letter of some texts, for `calm.mjs`, which tries settings on it without
 * waiting for anybody to type. `node tests/bench/typing/record.mjs --texts FILE --seed N --model FILE --decoder FILE`
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { openBench } from '../browser.mjs';
import { machineFacts } from '../facts.mjs';
import { pauseMs, traceOf } from './trace.mjs';

const { values } = parseArgs({
  options: {
    texts: { type: 'string' },
    seed: { type: 'string', default: '1' },
    model: { type: 'string', default: process.env.FOREWORD_MODEL },
    decoder: { type: 'string', default: process.env.FOREWORD_DECODER },
  },
});
const bench = await openBench({ models: [values.model, values.decoder] });
try {
  const texts = JSON.parse(readFileSync(values.texts, 'utf8'));
  const recordings = await bench.onFreshPage(async (page) => {
    const all = [];
    for (const [number, entry] of texts.entries()) {
      const trace = traceOf(entry.text, Number(values.seed) + number);
      const pauses = trace.flatMap((ms, length) => (ms >= pauseMs ? [length] : []));
      all.push({
        ...entry,
        seed: Number(values.seed) + number,
        ...(await page.evaluate(([text, at]) => globalThis.bench.record(text, at), [entry, pauses])),
      });
      console.error(`${entry.name}: ${entry.text.length} letters`);
    }
    return all;
  });
  console.log(JSON.stringify({ machine: machineFacts('typing/record.mjs', values), recordings }));
} finally {
  await bench.close();
}

/** What a profile costs, measured: `npm run bench:profile`. Nothing is expected of the numbers. */
import { test } from './browser.js';
import type {} from './engine.spec.js';

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
const p95 = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? NaN;
const shown = (name: string, values: readonly number[]) => {
  console.log(
    `${name}: P50 ${median(values).toFixed(1)} ms, P95 ${p95(values).toFixed(1)} ms, n ${values.length}`,
  );
};

/** Messages of some forty words that are like nothing else, drawn from a fixed sequence. */
function messages(count: number): string[] {
  const words =
    'we meet at the old harbour on Monday and bring papers for her boat to see what is left of it'.split(' ');
  let state = 1;
  const next = () => (state = (state * 48_271) % 2_147_483_647);
  const word = () => (next() % 5 === 0 ? `name${next() % 4000}` : (words[next() % words.length] ?? ''));
  return Array.from({ length: count }, () => `${Array.from({ length: 40 }, word).join(' ')}.`);
}

test('what a profile costs', async ({ browserOf }) => {
  test.setTimeout(900_000);
  let page = await browserOf.page('/page/engine');
  await page.evaluate(() => engine.load());
  const typing = (personal: boolean) =>
    page.evaluate(async (personal) => {
      const session = engine.session({ kind: 'mail', personal });
      const text = 'Could you please ask her to bring the papers to the harbour on Tuesday';
      const times: number[] = [];
      for (let end = 1; end <= text.length; end++) {
        times.push(await timed(() => session.complete({ before: text.slice(0, end) })));
        // A pause that is long enough for reading to begin, and short enough to interrupt it.
        await new Promise((resolve) => setTimeout(resolve, end % 4 === 0 ? 400 : 100));
      }
      session.dispose();
      return times;
    }, personal);
  shown('keystroke, no profile', await typing(false));
  const learned = await page.evaluate(async (all) => {
    const times: number[] = [];
    for (const text of all) times.push(await timed(() => engine.profile.learn({ text, kind: 'mail' })));
    return times;
  }, messages(600));
  shown('learn, 1 to 300 messages there', learned.slice(0, 300));
  shown('learn, 300 to 600 messages there', learned.slice(300));
  shown('keystroke, 600 messages, prefix read in pauses meanwhile', await typing(true));
  shown('the same, prefix from its snapshot', await typing(true));
  shown('keystroke, without it', await typing(false));
  shown('forget one of 600', [
    await page.evaluate(() => timed(() => engine.profile.forget({ what: 'message', id: 9 }))),
  ]);
  await page.close();
  page = await browserOf.page('/page/engine');
  await page.evaluate(() => engine.load());
  shown('599 messages brought to the engine', [
    await page.evaluate(() => timed(() => engine.profile.list())),
  ]);
});

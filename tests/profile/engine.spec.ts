import type { Engine } from '../../web/sdk/src/engine.js';
import { expect, test } from './browser.js';
import { snapshots } from './pages.js';

declare global {
  // What the fixture `engine` offers.
  var engine: Engine;
  var timed: (task: () => Promise<unknown>) => Promise<number>;
}

const texts = [
  'Please ask Zirbelfuchs about the harbour, he knows the people there.',
  'I will be in the office on Tuesday afternoon and can bring the papers along.',
  'Thanks for the pictures. Zirbelfuchs says that the boat is ready, so we could leave early on Saturday.',
  'The meeting with the harbour office was moved to next week.',
];

test('what was learned is drafted after a reload, explained, and forgotten', async ({ browserOf }) => {
  let page = await browserOf.page('/page/engine');
  const drafts = () =>
    page.evaluate(async () => {
      const session = engine.session({ kind: 'mail' });
      const { drafts } = await session.complete({ before: 'Could you ask Z' }, { minConfidence: 0 });
      session.dispose();
      return drafts.map(({ text }) => text);
    });
  expect((await drafts()).join()).not.toContain('irbelfuchs');
  const learned = await page.evaluate(async (all) => {
    const session = engine.session({ kind: 'mail', site: 'mail.example' });
    const learned = [];
    for (const text of [...all, 'My card is 4111 1111 1111 1111, do not tell the others at the harbour']) {
      await session.complete({ before: text.slice(0, 20) });
      learned.push(await session.learn(text));
    }
    return learned;
  }, texts);
  expect(learned.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5]);
  expect(learned[4]?.leftOut).toHaveLength(1);
  expect((await page.evaluate(() => engine.profile.search('4111'))).total).toBe(0);

  await page.reload();
  await expect(page).toHaveTitle('ready');
  await page.evaluate(() => engine.profile.list());
  expect((await drafts()).join()).toContain('irbelfuchs');
  const { words } = await page.evaluate(() => engine.profile.words({ what: 'names' }));
  expect(words.map(({ text }) => text)).toContain('Zirbelfuchs');
  const why = await page.evaluate(async () => {
    const session = engine.session({ kind: 'mail' });
    const context = { before: 'Could you ask ' };
    const words = [{ text: 'Zirbelfuchs', source: 'copied' }];
    return session.why(context, { text: 'Zirbelfuchs', logProb: -1, confidence: 1, words });
  });
  expect(why.words).toMatchObject([{ phrase: 'ask zirbelfuchs', messages: [1], total: 1 }]);

  expect(await page.evaluate(() => engine.profile.forget({ what: 'words', words: 'zirbelfuchs' }))).toEqual(
    [],
  );
  expect((await drafts()).join()).not.toContain('irbelfuchs');
  page = await browserOf.page('/page/engine');
  expect((await page.evaluate(() => engine.profile.search('zirbelfuchs'))).total).toBe(0);
  expect((await drafts()).join()).not.toContain('irbelfuchs');
  expect((await page.evaluate(() => engine.profile.place())).erases).toBe(true);
});

test('with a strength of 0 drafts are those without a profile, bit for bit', async ({ browserOf }) => {
  const page = await browserOf.page('/page/engine');
  const found = await page.evaluate(async (all) => {
    for (const text of all) await engine.profile.learn({ text, kind: 'mail' });
    const draft = async (options: object) => {
      const session = engine.session({ kind: 'mail', ...options });
      const { drafts } = await session.complete({ before: 'Please ask ' }, { minConfidence: 0 });
      session.dispose();
      return JSON.stringify(drafts);
    };
    const without = await draft({ personal: false });
    const own = await draft({});
    await engine.profile.settings({ strength: 0 });
    return { without, own, none: await draft({}) };
  }, texts);
  expect(found.own).not.toBe(found.without);
  expect(found.none).toBe(found.without);
});

test('what is read before a text is read in pauses, kept, and given back at the next start', async ({
  browserOf,
}) => {
  let page = await browserOf.page('/page/engine');
  const why = () =>
    page.evaluate(async () => {
      const session = engine.session({ kind: 'mail' });
      await session.complete({ before: '' });
      const draft = { text: '', logProb: 0, confidence: 1, words: [] };
      const start = performance.now();
      for (;;) {
        const { before } = await session.why({ before: '' }, draft);
        if (before.length > 0) return { before, ms: performance.now() - start };
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    });
  // As much as is ever read.
  const long = texts.flatMap((text) => [text, `${text} ${text}`]);
  await page.evaluate(async (all) => {
    for (const text of all) await engine.profile.learn({ text, kind: 'mail' });
  }, long);
  const read = await why();
  expect(read.before.map(({ text }) => text)).toEqual(long);
  const kept = () => page.evaluate(snapshots, 'engine-profile');
  await expect.poll(kept).toBe(1);
  await page.reload();
  await expect(page).toHaveTitle('ready');
  await page.evaluate(() => engine.profile.list());
  const restored = await why();
  expect(restored.before).toEqual(read.before);
  console.log(
    `read in ${Math.round(read.ms)} ms, restored in ${Math.round(restored.ms)} ms, pauses included`,
  );
  expect(restored.ms).toBeLessThan(read.ms);
  // What is forgotten is in no snapshot.
  await page.evaluate(() => engine.profile.forget({ what: 'message', id: 3 }));
  expect(await kept()).toBe(0);
  page = await browserOf.page('/page/engine');
  expect((await why()).before.map(({ text }) => text)).toEqual(long.filter((_, at) => at !== 2));
});

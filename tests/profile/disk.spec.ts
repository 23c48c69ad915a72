/** What the real engine leaves of a text that was learned, read ahead, drafted from and forgotten. */
import { canariesOf, filesWith } from './files.js';
import { expect, test } from './browser.js';
import type {} from './engine.spec.js';
import { plainControl, snapshots } from './pages.js';

test('a text that is forgotten stands in no file of the browser, no draft and no export', async ({
  browserOf,
}) => {
  // Said in parts, so that no script that the browser caches has it; letters only, so that it can be learned.
  const letters = Array.from(String(Date.now()), (digit) => 'abcdefghij'[Number(digit)] ?? '').join('');
  const canary = ['Zirbel', letters].join('');
  const control = ['control', letters].join('');
  let page = await browserOf.page('/page/engine');
  await page.evaluate(plainControl, control);
  const plain = await page.evaluate(async (word) => {
    const session = engine.session({ kind: 'mail', site: 'mail.example' });
    for (const text of [
      `Please ask ${word} about the harbour, he knows the people there.`,
      `Thanks for the pictures. ${word} says that the boat is ready.`,
      'I will be in the office on Tuesday afternoon.',
    ]) {
      await session.complete({ before: text.slice(0, 30) });
      await session.learn(text);
    }
    await engine.profile.settings({ voices: { mail: [`Dear ${word},`] } });
    await session.complete({ before: `Could you ask ${word.slice(0, 1)}` });
    // Snapshots are taken of what stands before a text, while there is none.
    await session.complete({ before: '' });
    return new TextDecoder().decode(await engine.profile.export());
  }, canary);
  expect(plain, 'an export that is not sealed has it').toContain(canary);
  // The pause in which the next text's beginning is read, and kept.
  await expect.poll(() => page.evaluate(snapshots, 'engine-profile'), { timeout: 60_000 }).toBeGreaterThan(0);
  await browserOf.close();
  const canaries = canariesOf(canary);
  expect(filesWith(browserOf.folder, [control]).length, 'what is stored plainly is found').toBeGreaterThan(0);
  expect(filesWith(browserOf.folder, canaries), 'sealed before it is forgotten').toEqual([]);

  page = await browserOf.page('/page/engine');
  const left = await page.evaluate(async (word) => {
    await engine.profile.forget({ what: 'words', words: word });
    await engine.profile.settings({ voices: {} });
    const session = engine.session({ kind: 'mail', site: 'mail.example' });
    const drafts = [];
    for (const before of ['Please ask ', `Could you ask ${word.slice(0, 1)}`, word.slice(0, 8)]) {
      drafts.push(
        ...(await session.complete({ before }, { minConfidence: 0 })).drafts.map(({ text }) => text),
      );
    }
    const known = await engine.profile.words({ count: 1000 });
    return {
      drafts: drafts.join(),
      words: known.words.map(({ text }) => text).join(),
      exported: new TextDecoder().decode(await engine.profile.export()),
    };
  }, canary);
  for (const [where, text] of Object.entries(left)) {
    expect(text.toLowerCase(), where).not.toContain(canary.slice(6).toLowerCase());
  }
  await browserOf.close();
  expect(filesWith(browserOf.folder, canaries)).toEqual([]);
  console.log(`${canaries.length} forms of a canary: 0 found before and after it was forgotten`);
});

import { openAsNewer, plainControl, secrets, withoutStorage } from './pages.js';
import { expect, test } from './browser.js';
import { bytesBelow, filesWith } from './files.js';

test('what was learned is still there after a reload, and after a restart', async ({ browserOf }) => {
  let page = await browserOf.page('/page/tab');
  await page.evaluate(() => tab.profile.learn({ text: 'See you at the Rusty Anchor.', kind: 'chat' }));
  await page.reload();
  const texts = async () => (await page.evaluate(() => tab.profile.list())).messages.map(({ text }) => text);
  expect(await texts()).toEqual(['See you at the Rusty Anchor.']);
  await browserOf.close();
  page = await browserOf.page('/page/tab');
  expect(await texts()).toEqual(['See you at the Rusty Anchor.']);
  expect(await page.evaluate(() => tab.profile.place())).toMatchObject({ kind: 'indexeddb', damaged: 0 });
});

test('two tabs lose no update', async ({ browserOf }) => {
  const pages = [await browserOf.page('/page/tab'), await browserOf.page('/page/tab')];
  await Promise.all(
    pages.map((page, at) =>
      page.evaluate(async (tabNumber) => {
        const all = Array.from({ length: 25 }, (_, n) => n);
        await Promise.all(all.map((n) => tab.profile.learn({ text: `tab ${tabNumber} text ${n}` })));
        await Promise.all(all.map(() => tab.profile.statistics({ typed: 2 })));
      }, at),
    ),
  );
  for (const page of pages) {
    const { total, messages } = await page.evaluate(() => tab.profile.list({ count: 100 }));
    expect(total).toBe(50);
    expect(new Set(messages.map(({ id }) => id)).size).toBe(50);
    expect(new Set(messages.map(({ text }) => text)).size).toBe(50);
    const { days } = await page.evaluate(() => tab.profile.statistics());
    expect(Object.values(days)).toMatchObject([{ typed: 100 }]);
  }
  // A forgotten text is gone from the other tab's engine too, without that tab asking for anything.
  const [one, other] = pages as [(typeof pages)[0], (typeof pages)[0]];
  const heard = other.evaluate(
    () => new Promise((resolve) => void tab.store.then((store) => store.onChange(resolve))),
  );
  await one.evaluate(() => tab.profile.forget({ what: 'all' }));
  await heard;
  expect((await other.evaluate(() => tab.profile.list())).total).toBe(0);
});

test('what was forgotten stands in no file', async ({ browserOf }) => {
  // Said in parts, so that no script that the browser caches has it.
  const canary = ['zirbel', 'fuchs', 'q', String(Date.now())].join('');
  const control = ['control', 'fuchs', String(Date.now())].join('');
  let page = await browserOf.page('/page/tab');
  await page.evaluate(plainControl, control);
  await page.evaluate(async (word) => {
    const { profile } = tab;
    await profile.learn({ text: `Ask ${word} about it`, site: `${word}.example`, origin: word });
    await profile.learn({ text: `And ${word} again`, kind: 'mail' });
    await profile.learn({ text: 'Nothing of the kind' });
    await profile.edit(2, `And ${word} once more`);
    await profile.settings({ voices: { mail: [`Dear ${word}`] }, notLearnedOn: [`${word}.test`] });
    const store = await tab.store;
    const { revision } = await store.read(0);
    const bytes = new TextEncoder().encode(word.repeat(1000));
    await store.keepSnapshot({ name: await store.snapshotName(word), messages: [1], bytes }, revision);
  }, canary);
  const canaries = [canary, canary.toUpperCase(), Buffer.from(canary).toString('base64')];
  await browserOf.close();
  expect(filesWith(browserOf.folder, [control]).length, 'a text that is not sealed is found').toBeGreaterThan(
    0,
  );
  expect(filesWith(browserOf.folder, canaries), 'not even before it is forgotten').toEqual([]);

  page = await browserOf.page('/page/tab');
  const secretsBefore = await page.evaluate(secrets, 'tab-profile-1');
  await page.evaluate(async (word) => {
    await tab.profile.forget({ what: 'words', words: word });
    await tab.profile.settings({ voices: {}, notLearnedOn: [] });
  }, canary);
  const secretsAfter = await page.evaluate(secrets, 'tab-profile-1');
  const destroyed = secretsBefore.filter((secret) => !secretsAfter.includes(secret));
  expect(destroyed.length, 'those of two texts, the state and a snapshot').toBeGreaterThanOrEqual(4);
  const { messages } = await page.evaluate(() => tab.profile.list());
  expect(messages.map(({ text }) => text).filter((text) => text.includes(canary))).toEqual([]);
  await browserOf.close();
  expect(filesWith(browserOf.folder, canaries)).toEqual([]);
  // Whatever the browser has left of the sealed texts, nothing opens them any more.
  expect(filesWith(browserOf.folder, secretsAfter).length).toBeGreaterThan(0);
  expect(filesWith(browserOf.folder, destroyed)).toEqual([]);
  expect(bytesBelow(browserOf.folder)).toBeGreaterThan(100_000);

  page = await browserOf.page('/page/tab');
  expect((await page.evaluate(() => tab.profile.list())).total).toBe(3);
});

test('a full device: an error with a code, and nothing is lost', async ({ browserOf }) => {
  const context = await browserOf.context();
  // Before anything is stored: the browser looks at the quota only now and then.
  const devtools = await context.newCDPSession(context.pages()[0] ?? (await context.newPage()));
  const { origin } = browserOf;
  const quota = (quotaSize?: number) =>
    devtools.send('Storage.overrideQuotaForOrigin', {
      origin,
      ...(quotaSize !== undefined && { quotaSize }),
    });
  await quota(1_000_000);
  let page = await browserOf.page('/page/tab');
  await page.evaluate(() => tab.profile.learn({ text: 'one' }));
  const codes = await page.evaluate(async () => {
    const codes: string[] = [];
    for (let at = 0; at < 12 && codes.at(-1) !== 'quota-exceeded'; at++) {
      const text = Array.from(crypto.getRandomValues(new Uint8Array(60_000)), (byte) => byte.toString(16));
      const learned = tab.profile.learn({ text: text.join(' ') });
      codes.push(
        await learned.then(
          () => 'learned',
          (error: unknown) => (error as { code: string }).code,
        ),
      );
    }
    return codes;
  });
  expect(codes.at(-1)).toBe('quota-exceeded');
  const count = async () => (await page.evaluate(() => tab.profile.list())).total;
  expect(await count(), 'what was stored before is there').toBe(codes.length);
  await page.reload();
  expect(await count()).toBe(codes.length);
  await quota();
  await browserOf.close();
  page = await browserOf.page('/page/tab');
  await page.evaluate(() => tab.profile.learn({ text: 'two' }));
  expect(await count()).toBe(codes.length + 1);
});

test('an old tab makes way for a newer version, and says so', async ({ browserOf }) => {
  const page = await browserOf.page('/page/tab');
  await page.evaluate(() => tab.profile.learn({ text: 'one' }));
  const newer = await browserOf.page('/page/tab');
  // It opens a profile of the old version itself, which must be done.
  await newer.evaluate(() => tab.store.then(() => undefined));
  // Resolves only if the old connection is closed.
  expect(await newer.evaluate(openAsNewer, 'tab-profile')).toBe(1_000);
  const code = await page.evaluate(() =>
    tab.profile.learn({ text: 'two' }).then(
      () => 'learned',
      (error: unknown) => (error as { code: string }).code,
    ),
  );
  expect(code).toBe('profile-newer');
});

test('where the browser refuses to store anything, the profile is in memory and says so', async ({
  browserOf,
}) => {
  await (await browserOf.context()).addInitScript(withoutStorage);
  let page = await browserOf.page('/page/tab?profile=private');
  await page.evaluate(() => tab.profile.learn({ text: 'only here' }));
  expect((await page.evaluate(() => tab.profile.list())).total).toBe(1);
  expect(await page.evaluate(() => tab.profile.place())).toMatchObject({
    kind: 'memory',
    because: expect.stringContaining('not allowed'),
    erases: true,
  });
  page = await browserOf.page('/page/tab?profile=private');
  expect((await page.evaluate(() => tab.profile.list())).total, 'gone with its page').toBe(0);
});

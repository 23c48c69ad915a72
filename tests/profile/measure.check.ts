/** What a profile costs, measured: `npm run bench:profile`. Nothing is expected of the numbers. */
import { loadavg } from 'node:os';
import { expect, test } from './browser.js';
import type {} from './engine.spec.js';
import type { inside as insideEngine } from './fixtures/engine.js';

declare global {
  // What the fixture `engine` offers for single steps.
  var inside: typeof insideEngine;
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
const p95 = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? NaN;
const shown = (name: string, values: readonly number[]) => {
  const least = Math.min(...values).toFixed(1);
  console.log(
    `${name}: P50 ${median(values).toFixed(1)} ms, P95 ${p95(values).toFixed(1)} ms, least ${least} ms, n ${values.length}`,
  );
};

test.beforeEach(() => {
  // Others may work on the same processor; times mean little without that.
  console.log(`load before: ${loadavg()[0]?.toFixed(1) ?? ''}`);
});

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
      const times: { whole: number; encode: number; decode: number; verify: number }[] = [];
      for (let end = 1; end <= text.length; end++) {
        const start = performance.now();
        const { timingMs } = await session.complete({ before: text.slice(0, end) });
        times.push({ whole: performance.now() - start, ...timingMs });
        // A pause that is long enough for reading to begin, and short enough to interrupt it.
        await new Promise((resolve) => setTimeout(resolve, end % 4 === 0 ? 400 : 100));
      }
      session.dispose();
      return times;
    }, personal);
  const keystrokes = (name: string, times: Awaited<ReturnType<typeof typing>>) => {
    shown(
      name,
      times.map(({ whole }) => whole),
    );
    const verified = times.filter(({ verify }) => verify > 0);
    for (const part of ['encode', 'decode', 'verify'] as const) {
      const of = part === 'verify' ? verified : times;
      shown(
        `  ${part}`,
        of.map((time) => time[part]),
      );
    }
  };
  keystrokes('keystroke, no profile', await typing(false));
  const learned = await page.evaluate(async (all) => {
    const times: number[] = [];
    for (const text of all) times.push(await timed(() => engine.profile.learn({ text, kind: 'mail' })));
    return times;
  }, messages(600));
  shown('learn, 1 to 300 messages there', learned.slice(0, 300));
  shown('learn, 300 to 600 messages there', learned.slice(300));
  keystrokes('keystroke, 600 messages, prefix read in pauses meanwhile', await typing(true));
  keystrokes('the same, prefix from its snapshot', await typing(true));
  keystrokes('keystroke, without it', await typing(false));
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

/** As many kinds of text as snapshots are kept. */
const kinds = ['mail', 'chat', 'document', 'note'] as const;

test('what is read before a text: read anew, and from storage', async ({ browserOf }) => {
  test.setTimeout(900_000);
  let page = await browserOf.page('/page/engine');
  const steps = (kind: (typeof kinds)[number], number: number, isRestoring: boolean) =>
    page.evaluate(
      async ([kind, number, isRestoring]) => {
        const now = () => performance.now();
        await inside.open(number, { kind });
        const first = (await inside.verb('prefixOf', [], number)) as { kind: string; site: string };
        const store = await inside.store();
        const name = await store.snapshotName(`${inside.model} ${first.kind} ${first.site}`);
        const start = now();
        const snapshot = isRestoring ? await store.snapshot(name) : undefined;
        const opened = now();
        const tokens =
          snapshot === undefined
            ? 0
            : ((await inside.verb('restorePrefix', [snapshot.bytes], number)) as number);
        const restored = now();
        await inside.verb('readAhead', [], number);
        const end = now();
        store.close();
        return {
          tokens,
          megabytes: (snapshot?.bytes.length ?? 0) / 1e6,
          storage: opened - start,
          engine: restored - opened,
          rest: end - restored,
          whole: end - start,
        };
      },
      [kind, number, isRestoring] as const,
    );
  // Each kind gets texts of its own, as many as are ever read before one.
  const all = messages(8 * kinds.length);
  await page.evaluate(
    async ([all, kinds]) => {
      await engine.load();
      for (const [at, text] of all.entries()) {
        const kind = kinds[at % kinds.length];
        if (kind !== undefined) await engine.profile.learn({ text, kind });
      }
    },
    [all, kinds] as const,
  );
  const read = [];
  for (const [at, kind] of kinds.entries()) read.push(await steps(kind, 900 + at, false));
  // The engine's own pauses keep the snapshots.
  await page.evaluate(async (kinds) => {
    for (const kind of kinds) await engine.session({ kind }).complete({ before: '' });
  }, kinds);
  const kept = () =>
    page.evaluate(async (kinds) => {
      const store = await inside.store();
      const names = await Promise.all(kinds.map((kind) => store.snapshotName(`${inside.model} ${kind} `)));
      const found = await Promise.all(names.map((name) => store.snapshot(name)));
      store.close();
      return found.filter((snapshot) => snapshot !== undefined).length;
    }, kinds);
  await expect.poll(kept, { timeout: 600_000, intervals: [1000] }).toBe(kinds.length);
  const restored: Awaited<ReturnType<typeof steps>>[] = [];
  for (let start = 0; start < 5; start++) {
    await page.close();
    page = await browserOf.page('/page/engine');
    await page.evaluate(() => engine.profile.list());
    for (const [at, kind] of kinds.entries()) {
      const found = await steps(kind, 900 + at, true);
      if (found.tokens > 0) restored.push(found);
    }
  }
  const of = (name: 'storage' | 'engine' | 'rest' | 'whole') => restored.map((found) => found[name]);
  shown(
    'prefix read anew',
    read.map(({ whole }) => whole),
  );
  shown('prefix from storage', of('whole'));
  shown('  opening the snapshot (IndexedDB, AES-GCM)', of('storage'));
  shown('  into the engine', of('engine'));
  shown('  reading what it lacks', of('rest'));
  const ratio = median(read.map(({ whole }) => whole)) / median(of('whole'));
  const { tokens, megabytes } = restored[0] ?? { tokens: 0, megabytes: 0 };
  console.log(
    `${tokens} tokens, ${megabytes.toFixed(2)} MB; read anew takes ${ratio.toFixed(1)} times as long`,
  );
});

test('what learning a message costs beside reading it', async ({ browserOf }) => {
  test.setTimeout(900_000);
  const page = await browserOf.page('/page/engine');
  const times = await page.evaluate(async (all) => {
    const now = () => performance.now();
    await engine.load();
    await engine.profile.list();
    const [core, whole, reading]: [number[], number[], number[]] = [[], [], []];
    for (const [at, text] of all.entries()) {
      const session = engine.session({ kind: 'mail', personal: at % 4 !== 0 });
      let start = now();
      await session.complete({ before: text });
      if (at % 4 === 0) reading.push(now() - start);
      start = now();
      if (at % 2 === 0) {
        // The engine's part alone; the store never hears of these.
        await inside.verb('learn', [{ text, day: 20_000 + at, kind: 'mail' }]);
        core.push(now() - start);
      } else {
        await engine.profile.learn({ text, kind: 'mail' });
        whole.push(now() - start);
      }
      session.dispose();
    }
    return { core, whole, reading };
  }, messages(200));
  shown('reading a message of 40 words and drafting', times.reading);
  shown('learning it: the engine, with the way to its worker', times.core);
  shown('learning it: all, with sealing and storing', times.whole);
});

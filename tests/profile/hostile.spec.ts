/** Files of a profile that must not be taken, given to the real engine through the SDK. */
import { expect, test } from './browser.js';
import type {} from './engine.spec.js';

const texts = [
  'Please ask Zirbelfuchs about the harbour, he knows the people there.',
  'I will be in the office on Tuesday afternoon and can bring the papers along.',
  'Thanks for the pictures. The boat is ready, so we could leave early on Saturday.',
];

test('a file that is damaged, newer, huge or hostile is refused whole, and nothing has changed', async ({
  browserOf,
}) => {
  const page = await browserOf.page('/page/engine');
  const { tried, taken, unexplained, isSame, after } = await page.evaluate(async (all) => {
    const { profile } = engine;
    for (const text of all) await profile.learn({ text, kind: 'mail', site: 'mail.example' });
    await profile.settings({ voices: { mail: ['Dear all,'] }, strength: 0.5 });
    const file = await profile.export();
    const sealed = await profile.export({ passphrase: 'correct horse' });
    const before = JSON.stringify([await profile.list(), await profile.settings()]);

    // A fixed sequence, so that a failure can be had again.
    let state = 7;
    const next = (below: number) => (state = (state * 48_271) % 2_147_483_647) % below;
    const flipped = (bytes: Uint8Array) => {
      const copy = new Uint8Array(bytes);
      const at = next(copy.length);
      copy[at] = (copy[at] ?? 0) ^ (1 << next(8));
      return copy;
    };
    const encoded = (value: unknown) =>
      new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
    const digest = async (text: string) => {
      const hash = await crypto.subtle.digest('SHA-256', encoded(text));
      return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
    };
    const content = /"profile":(.*)\}$/s.exec(new TextDecoder().decode(file))?.[1] ?? '';
    /** With a hash that is right, so that only the content can be what is wrong. */
    const written = async (profileJson: string, version = 2) =>
      encoded(
        `{"format":"foreword-profile","version":${version},"sha256":"${await digest(profileJson)}","profile":${profileJson}}`,
      );
    const changed = async (change: (content: Record<string, unknown>) => void) => {
      const parsed = JSON.parse(content) as Record<string, unknown>;
      change(parsed);
      return written(JSON.stringify(parsed));
    };
    const message = (more: object) => ({ id: 9, day: 20_000, kind: 'mail', parts: ['x'], ...more });

    const cases: [name: string, file: Uint8Array, passphrase?: string][] = [
      ['empty', new Uint8Array()],
      ['no JSON', encoded('PK\u0003\u0004')],
      ['another format', encoded({ format: 'other', version: 1, sha256: '', profile: {} })],
      ['deep', encoded('['.repeat(100_000) + ']'.repeat(100_000))],
      ['deep inside', await written(`{"next":1,"messages":${'['.repeat(50_000)}${']'.repeat(50_000)}}`)],
      ['newer', await written(content, 3)],
      ['newest', await written(content, 4_294_967_295)],
      ['a version that is none', await written(content, -1)],
      ['huge', new Uint8Array(17 << 20).fill(0x20)],
      ['huge content', await changed((all) => (all['messages'] = [message({ parts: ['x'.repeat(9e6)] })]))],
      [
        'too many',
        await changed(
          (all) => (all['messages'] = Array.from({ length: 5_001 }, (_, at) => message({ id: at + 1 }))),
        ),
      ],
      [
        'a number twice',
        await changed((all) => (all['messages'] = [message({ id: 1 }), message({ id: 1 })])),
      ],
      ['a number that is none', await changed((all) => (all['messages'] = [message({ id: -1 })]))],
      ['a day that is none', await changed((all) => (all['messages'] = [message({ day: 1e99 })]))],
      ['a kind that is none', await changed((all) => (all['messages'] = [message({ kind: 'spell' })]))],
      ['a text that is none', await changed((all) => (all['messages'] = [message({ parts: [7] })]))],
      [
        'a secret',
        await changed((all) => (all['messages'] = [message({ parts: ['my card is 4111 1111 1111 1111'] })])),
      ],
      ['an unknown member', await changed((all) => (all['onload'] = 'alert(1)'))],
      ['no messages', await changed((all) => delete all['messages'])],
      ['settings that cannot be', await changed((all) => (all['settings'] = { strength: 7 }))],
      ['sealed, without its passphrase', sealed],
      ['sealed, with another', sealed, 'correct house'],
    ];
    for (let cut = 0; cut < 50; cut++) cases.push([`cut ${cut}`, file.slice(0, next(file.length))]);
    for (let flip = 0; flip < 200; flip++) cases.push([`flipped ${flip}`, flipped(file)]);
    // Deriving a key takes long on purpose.
    for (let at = 0; at < 4; at++) {
      cases.push([`sealed, cut ${at}`, sealed.slice(0, next(sealed.length)), 'correct horse']);
      cases.push([`sealed, flipped ${at}`, flipped(sealed), 'correct horse']);
    }

    const taken: string[] = [];
    const unexplained: string[] = [];
    for (const [name, bytes, passphrase] of cases) {
      for (const mode of ['replace', 'add'] as const) {
        const error = await profile.import(bytes, { passphrase, mode }).then(
          () => undefined,
          (thrown: unknown) => thrown as { code: string; message: string },
        );
        if (error === undefined) taken.push(`${name}, to ${mode}`);
        else if (
          !['profile-invalid', 'profile-newer', 'wrong-passphrase'].includes(error.code) ||
          error.message === ''
        )
          unexplained.push(`${name}: ${error.code}, ${error.message}`);
      }
    }
    const after = await profile.list();
    const isSame =
      JSON.stringify([after, await profile.settings()]) === before &&
      new TextDecoder().decode(await profile.export()) === new TextDecoder().decode(file);
    return { tried: cases.length, taken, unexplained, isSame, after };
  }, texts);
  expect({ taken, unexplained }).toEqual({ taken: [], unexplained: [] });
  expect(isSame, 'the old profile is as it was').toBe(true);
  expect(after.messages.map(({ text }) => text)).toEqual([...texts].reverse());
  await page.reload();
  await expect(page).toHaveTitle('ready');
  expect((await page.evaluate(() => engine.profile.list())).messages).toEqual(after.messages);
  console.log(`${tried} files refused, to replace and to add`);
});

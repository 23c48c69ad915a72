import { afterEach, describe, expect, test } from 'vitest';
import { kinds } from './fakes.js';
import { disposeAll, start } from './fakes/backend.js';

afterEach(disposeAll);

/** The same tests for both transports. */
describe.each(kinds)('sessions, %s', (kind) => {
  const onProcessor = (sessionMemoryBytes?: number) => start(kind, { backend: 'cpu', sessionMemoryBytes });

  test('cost nothing before their first completion, and are opened once with their prefix', async () => {
    const { engine, cores } = onProcessor();
    const session = engine.session({ prefix: 'Dear' });
    session.focus();
    expect(cores).toHaveLength(0);
    await session.complete({ before: 'a' });
    await session.complete({ before: 'ab', after: 'z' });
    expect([...(cores[0]?.sessions.values() ?? [])]).toEqual([{ prefix: 'Dear' }]);
    expect([cores[0]?.texts, cores[0]?.after]).toEqual([['a', 'ab'], 'z']);
  });

  test('do not end each other’s calls, which are answered in order of arrival', async () => {
    const { engine, cores } = onProcessor();
    await engine.load();
    const [one, two] = [engine.session(), engine.session()];
    const first = one.complete({ before: 'slow 1' });
    const second = two.complete({ before: 'slow 2' });
    const third = engine.session().complete({ before: 'x' });
    await engine.backend();
    expect(cores[0]?.texts).toEqual(['slow 1']);
    cores[0]?.answer();
    await expect(first).resolves.toMatchObject({ drafts: [{ text: ' slow 1 0' }, {}, {}] });
    await expect.poll(() => cores[0]?.texts).toEqual(['slow 1', 'slow 2']);
    cores[0]?.answer();
    await expect(second).resolves.toBeDefined();
    await expect(third).resolves.toBeDefined();
    expect([cores[0]?.asked, cores[0]?.cancelled]).toEqual([[1, 2, 3], 0]);
  });

  test('the focused one goes first, and the one it interrupts is answered all the same', async () => {
    const { engine, cores } = onProcessor();
    await engine.load();
    const [one, two] = [engine.session(), engine.session()];
    const interrupted = one.complete({ before: 'slow' });
    await engine.backend();
    two.focus();
    await expect(two.complete({ before: 'now' })).resolves.toBeDefined();
    await expect.poll(() => cores[0]?.texts).toEqual(['slow', 'now', 'slow']);
    cores[0]?.answer();
    await expect(interrupted).resolves.toMatchObject({ drafts: [{ text: ' slow 0' }, {}, {}] });
    expect(cores[0]?.cancelled).toBe(1);
  });

  test('that have their text and their prefix survive a crash', async () => {
    const { engine, cores } = onProcessor();
    const [one, two] = [engine.session({ prefix: 'One' }), engine.session({ prefix: 'Two' })];
    await one.complete({ before: 'a' });
    await two.complete({ before: 'b' });
    await expect(one.complete({ before: 'panic once' })).resolves.toBeDefined();
    await expect(two.complete({ before: 'c' })).resolves.toBeDefined();
    expect(cores).toHaveLength(2);
    expect([...(cores[1]?.sessions.values() ?? [])]).toEqual([{ prefix: 'One' }, { prefix: 'Two' }]);
  });

  test('calls that wait when the engine crashes are answered by the next one', async () => {
    const { engine, cores } = onProcessor();
    await engine.load();
    const [one, two, three] = [engine.session(), engine.session(), engine.session()];
    const calls = [one.complete({ before: 'slow' })];
    await engine.backend();
    three.focus();
    calls.push(two.complete({ before: 'b' }), three.complete({ before: 'panic once' }));
    await expect.poll(() => cores[1]?.texts).toContain('panic once');
    await expect.poll(() => cores[1]?.texts.at(-1)).toBe('slow');
    cores[1]?.answer();
    expect((await Promise.allSettled(calls)).map(({ status }) => status)).toEqual(Array(3).fill('fulfilled'));
    expect(cores).toHaveLength(2);
  });

  test('are opened on the graphics card and on the processor, each at its first call there', async () => {
    const { engine, reached, of, card } = start(kind);
    const session = engine.session({ prefix: 'Dear' });
    await session.complete({ before: 'a' });
    await reached('faster');
    expect(of('webgpu')[0]?.sessions.size).toBe(0);
    await session.complete({ before: 'ab' });
    card.failures.set('complete', new Error('lost'));
    await session.complete({ before: 'abc' });
    for (const flavour of ['cpu', 'webgpu']) {
      expect([...(of(flavour)[0]?.sessions.values() ?? [])], flavour).toEqual([{ prefix: 'Dear' }]);
    }
    expect([of('cpu')[0]?.texts, of('webgpu')[0]?.texts]).toEqual([
      ['a', 'abc'],
      ['ab', 'abc'],
    ]);
  });

  test('share a memory limit, on the graphics card too', async () => {
    const limited = start(kind, { sessionMemoryBytes: 50_000_000 });
    await limited.reached('faster');
    expect(limited.cores.map(({ memoryLimit }) => memoryLimit)).toEqual([50_000_000, 50_000_000]);
    const free = onProcessor();
    await free.engine.load();
    expect(free.cores[0]?.memoryLimit).toBeUndefined();
  });

  test('dispose ends the call and closes the session where it was open, once the call has ended', async () => {
    const { engine, cores } = onProcessor();
    const session = engine.session();
    await engine.load();
    const pending = session.complete({ before: 'slow' });
    await engine.backend();
    expect(cores[0]?.sessions.size).toBe(1);
    session.dispose();
    await expect(pending).rejects.toMatchObject({ code: 'disposed' });
    await expect.poll(() => cores[0]?.sessions.size).toBe(0);
    await expect(session.complete({ before: 'a' })).rejects.toMatchObject({ code: 'disposed' });
    await expect(engine.session().complete({ before: 'a' })).resolves.toBeDefined();
    engine.session().dispose();
  });

  test('end with their engine', async () => {
    const { engine } = onProcessor();
    const session = engine.session();
    const pending = session.complete({ before: 'slow' });
    engine.dispose();
    await expect(pending).rejects.toMatchObject({ code: 'disposed' });
    await expect(session.complete({ before: 'a' })).rejects.toMatchObject({ code: 'disposed' });
    expect(() => engine.session()).toThrow(expect.objectContaining({ code: 'disposed' }));
  });

  test.each([
    [undefined, 'context is missing'],
    ['text', 'context must be Object, not "text"'],
    [{}, 'before is missing'],
    [{ before: 7 }, 'before must be a string, not 7'],
    [{ before: 'x', after: null }, 'after must be a string, not null'],
  ])('refuse the context %o: %s', async (context, message) => {
    const { engine } = onProcessor();
    const refused = engine.session().complete(context as { before: string });
    await expect(refused).rejects.toMatchObject({ code: 'bad-argument', message });
  });

  test.each([
    [{ drafts: 9 }, 'drafts must be a whole number from 1 to 8, not 9', { max: 8, found: 9 }],
    [{ verify: -1 }, 'verify must be a whole number from 0 to 32, not -1', { min: 0, found: -1 }],
    [
      { minConfidence: NaN },
      'minConfidence must be a number from 0 to 1, not NaN',
      { path: 'minConfidence' },
    ],
    [{ depth: 'deep' }, 'depth must be one of shallow, full, not "deep"', { path: 'depth' }],
  ])('refuse the options %o with their range', async (options, message, details) => {
    const { engine } = onProcessor();
    const refused = engine.session().complete({ before: 'x' }, options as object);
    await expect(refused).rejects.toMatchObject({ code: 'bad-argument', message, details });
  });

  test('refuse a bad prefix: at once if it is no text, else as the engine does', async () => {
    const { engine } = onProcessor();
    expect(() => engine.session({ prefix: 7 as unknown as string })).toThrow(
      'prefix must be a string, not 7',
    );
    const refused = engine.session({ prefix: 'refuse' });
    await expect(refused.complete({ before: 'x' })).rejects.toMatchObject({
      code: 'bad-argument',
      message: 'not this prefix',
    });
  });

  test('sources that this version does not know are passed on', async () => {
    const { complete, cores } = onProcessor();
    const words = [{ text: ' Ada', source: 'contacts' }];
    const pending = complete('slow');
    await expect.poll(() => cores[0]?.texts.length).toBe(1);
    cores[0]?.answer(1, words);
    await expect(pending).resolves.toMatchObject({ drafts: [{ words }] });
  });
});

import { describe, expect, test, vi } from 'vitest';
import { Ahead } from '../src/profile/ahead.js';
import { ProfileClient } from '../src/profile/client.js';
import { type CallVerb, Keeper } from '../src/profile/keeper.js';
import { MemoryProfileStore } from '../src/profile/memory.js';
import { FakeError } from './fakes/errors.js';
import { FakeProfile } from './fakes/profile.js';
import { FakeTimers } from './fakes.js';

const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

/** A core, its keeper, and time that passes when the test says so. */
function setUp(store = new MemoryProfileStore()) {
  const core = new FakeProfile();
  const timers = new FakeTimers();
  const clock = { now: 0 };
  const call = (async (verb: keyof FakeProfile, args: unknown[], session?: number) =>
    Promise.resolve(
      (core[verb] as (...args: unknown[]) => unknown).apply(
        core,
        session === undefined ? args : verb === 'learn' ? [...args, session] : [session, ...args],
      ),
    )) as CallVerb;
  const keeper = new Keeper({ ready: () => Promise.resolve(), crashes: () => 0, call }, () =>
    Promise.resolve(store),
  );
  const ahead = new Ahead({ keeper, model: () => 'model', wait: timers.timer, now: () => clock.now });
  const pause = async (done: () => unknown) => {
    timers.expire();
    await vi.waitFor(done);
  };
  return { core, store, keeper, client: new ProfileClient(keeper), ahead, timers, clock, pause };
}

describe('reading ahead', () => {
  test('waits for a pause, and keeps what was read for the next start', async () => {
    const { core, store, client, ahead, timers, pause } = setUp();
    await client.learn({ text: 'one' });
    ahead.used(7);
    expect(core.read).toEqual([]);
    expect(timers.waits).toEqual([250]);
    const name = await store.snapshotName('model other ');
    await pause(async () => {
      expect(text((await store.snapshot(name))?.bytes)).toBe('one');
    });
    expect(core.read).toEqual([7]);

    const again = setUp(store);
    again.ahead.used(1);
    await again.pause(() => {
      expect(again.core.read).toEqual([1]);
    });
    expect(again.core.restored).toEqual(['one']);
  });

  test('looks after the session used last first, and not after closed ones', async () => {
    const { core, client, ahead, pause } = setUp();
    await client.learn({ text: 'one' });
    for (const session of [1, 2, 3]) ahead.used(session);
    ahead.closed(2);
    ahead.used(1);
    await pause(() => {
      expect(core.read).toEqual([1, 3]);
    });
  });

  test('goes on in the next pause where a request came in between', async () => {
    const { core, client, ahead, timers, pause } = setUp();
    await client.learn({ text: 'one' });
    vi.spyOn(core, 'readAhead').mockRejectedValueOnce(new FakeError('cancelled', 'a request'));
    ahead.used(1);
    await pause(() => {
      expect(timers.waits).toEqual([250]);
    });
    expect(core.read).toEqual([]);
    await pause(() => {
      expect(core.read).toEqual([1]);
    });
    expect(core.restored, 'not twice, since what was read goes on').toEqual([]);
  });

  test('ends with what goes wrong, and begins anew with the next use', async () => {
    const { core, client, ahead, timers, pause } = setUp();
    await client.learn({ text: 'one' });
    vi.spyOn(core, 'prefixOf').mockRejectedValueOnce(new FakeError('bad-message', 'not open'));
    ahead.used(1);
    timers.expire();
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect([core.read, timers.waits]).toEqual([[], []]);
    ahead.used(1);
    await pause(() => {
      expect(core.read).toEqual([1]);
    });
  });

  test('keeps a snapshot once a minute', async () => {
    const { core, store, client, ahead, clock, pause } = setUp();
    const kept = vi.spyOn(store, 'keepSnapshot');
    for (const [at, count] of [
      [0, 1],
      [30_000, 1],
      [61_000, 2],
      [130_000, 2],
    ] as const) {
      clock.now = at;
      if (at < 130_000) await client.learn({ text: `text at ${at}` });
      const before = core.read.length;
      ahead.used(1);
      await pause(() => {
        expect(core.read.length).toBe(before + 1);
      });
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect(kept, `at ${at}`).toHaveBeenCalledTimes(count);
    }
  });

  test('what is found of a message is stored with it', async () => {
    const { core, store, client, ahead, pause } = setUp();
    await client.learn({ text: 'one' });
    const prefixOf = core.prefixOf.bind(core);
    vi.spyOn(core, 'prefixOf').mockImplementation(async (session) => ({
      ...(await prefixOf(session)),
      hasStudied: true,
    }));
    vi.spyOn(core, 'studied').mockImplementation(() => core.messagesUsed(Float64Array.of(1)));
    ahead.used(1);
    await pause(async () => {
      const [message] = (await store.read(0)).put;
      expect(JSON.parse(message?.record ?? '')).toMatchObject({ text: 'one', used: 1 });
    });
  });
});
